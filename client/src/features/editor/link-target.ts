// Where a link really leads, told so that nobody is deceived by how it is written.

export interface LinkTarget {
  /** The host in the letters that the network uses; for mail and telephone the address itself. */
  host: string;
  /** The address as one would read it aloud. */
  readable: string;
  /** The host is written with letters of another script than it seems to be, or with several scripts at once. */
  looksAlike: boolean;
  /** Another host than the real one stands in the link's own text. */
  textSays: string | null;
}

const TURNING = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Reads a link's target and its text; null for an address that is no address. */
export function linkTarget(href: string, text: string): LinkTarget | null {
  const url = URL.parse(href, 'https://this.site');
  if (!url) return null;
  if (url.protocol === 'mailto:' || url.protocol === 'tel:') {
    const address = decoded(url.pathname);
    return { host: address, readable: address, looksAlike: false, textSays: null };
  }
  const isOwn = url.host === 'this.site';
  const host = isOwn ? '' : url.host;
  const written = hostIn(text);
  return {
    host,
    readable: decoded(`${host}${url.pathname === '/' ? '' : url.pathname}${url.search}`),
    // Letters beyond ASCII come out as xn--: a real Persian name too, so it is told and not forbidden.
    looksAlike: /(?:^|\.)xn--/.test(host),
    textSays: written !== null && !isOwn && bare(written) !== bare(host) ? written : null,
  };
}

/** A host that a text names, if it is written as an address. */
function hostIn(text: string): string | null {
  const plain = text.replace(TURNING, '').trim();
  const match = /^(?:https?:\/\/)?((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})(?::\d+)?(?:[/?#]\S*)?$/iu.exec(plain);
  return match?.[1] ? (URL.parse(`https://${match[1]}`)?.host ?? match[1]) : null;
}

function bare(host: string): string {
  return host.toLowerCase().replace(/^www\./, '');
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address).replace(TURNING, '');
  } catch {
    return address;
  }
}
