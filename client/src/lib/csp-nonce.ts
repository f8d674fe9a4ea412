/**
 * The nonce of this answer's content security policy, from `<meta name="csp-nonce">`; undefined where the server
 * sets none. Every style element made at run time must carry it.
 */
export const cspNonce: string | undefined =
  document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.nonce || undefined;

// react-style-singleton (Mantine's scroll lock) reads its nonce from this name alone.
if (cspNonce) (globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = cspNonce;
