// The typesetter of formulas, with its faces: loaded with the first formula that somebody sees.
import 'katex/dist/katex.css';
import katex from 'katex';

/** Draws LaTeX into an element. Nothing in a formula may fetch, link or style what is around it. */
export function typeset(place: HTMLElement, latex: string, isBlock: boolean): void {
  katex.render(latex, place, {
    displayMode: isBlock,
    throwOnError: false,
    trust: false,
    strict: 'ignore',
    maxSize: 20,
    maxExpand: 500,
    output: 'htmlAndMathml',
  });
}
