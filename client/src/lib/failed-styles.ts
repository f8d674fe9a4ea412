/**
 * From now on a style sheet that did not come leaves the page, so that it is asked for again with its part. Vite's loader
 * takes any `link` to a sheet for the sheet itself, and would show the part without it.
 */
export function forgetFailedStyles(): void {
  // Errors of elements do not bubble.
  window.addEventListener(
    'error',
    ({ target }) => {
      if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') target.remove();
    },
    { capture: true },
  );
}
