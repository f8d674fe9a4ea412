// The package carries no types.
declare module 'virastar' {
  export default class Virastar {
    constructor(options: Record<string, boolean>);
    cleanup(text: string): string;
  }
}
