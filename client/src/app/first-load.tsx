/** Shown for the moment until the first page is there: nothing, rather than a spinner that flashes. */
export function FirstLoad() {
  return <div aria-busy="true" />;
}
