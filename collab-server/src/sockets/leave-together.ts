// A write to a socket is a call to the system, the dearest step of all that an update goes through. What one turn of the
// program says to a connection (an acknowledgement, an update, presence) therefore leaves in one.

/** A stream that can hold back what is written to it. */
interface Line {
  cork(): void;
  uncork(): void;
}

const holding = new Set<Line>();

/** From now until this turn is over nothing leaves this line; then everything at once, whoever was first goes first. */
export function leaveTogether(line: Line): void {
  if (holding.has(line)) return;
  line.cork();
  holding.add(line);
  if (holding.size === 1) process.nextTick(letGo);
}

function letGo(): void {
  const lines = [...holding];
  holding.clear();
  for (const line of lines) line.uncork();
}
