/** How long one way of asking may stay without an answer until another is tried beside it. */
const BESIDE_AFTER_MS = 1_500;
/** A browser has six connections to one address; the oldest way is given up for a new one, and its connection with it. */
const AT_ONCE = 4;
const MOST_WAYS = 10;

/**
 * The first answer, or the first failure, of a question that is asked again beside the first time as long as nothing
 * comes: after a line died silently the browser still holds connections that lead nowhere, and gives them to the next
 * requests. Only for what may be asked several times. A way that is given up must not answer: its signal is aborted.
 */
export function firstAnswer<Answer>(ask: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
  const ways: AbortController[] = [];
  return new Promise<Answer>((resolve, reject) => {
    const askOnce = () => {
      const way = new AbortController();
      ways.push(way);
      if (ways.length === MOST_WAYS) clearInterval(timer);
      ways.at(-1 - AT_ONCE)?.abort();
      ask(way.signal).then(
        (answer) => {
          end();
          resolve(answer);
        },
        (error: unknown) => {
          if (way.signal.aborted) return;
          end();
          reject(error);
        },
      );
    };
    const timer = setInterval(askOnce, BESIDE_AFTER_MS);
    const end = () => {
      clearInterval(timer);
      for (const way of ways) way.abort();
    };
    askOnce();
  });
}
