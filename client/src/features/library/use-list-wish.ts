// What a project's list is asked for. It stands in the address, so that it can be sent to somebody, and Back undoes it.
import { STATUSES } from '@hamnevis/core/workflow/statuses';
import { useLocation, useSearchParams } from 'react-router';

export const LIST_ORDERS = ['updated', 'due', 'created'] as const;

/** The wishes that an address may hold; empty ones are not in it. */
export interface ListWish {
  text: string;
  status: string;
  assigneeId: string;
  authorId: string;
  sort: (typeof LIST_ORDERS)[number];
}

/** As the address names them. */
const NAMES = {
  text: 'text',
  status: 'status',
  assigneeId: 'assignee',
  authorId: 'author',
  sort: 'sort',
} as const;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

export interface ListWishInAddress {
  wish: ListWish;
  /** Whether anything is left out of the list. */
  isFiltered: boolean;
  change: (change: Partial<ListWish>) => void;
  /** This screen's address with the wishes, for links that keep them. */
  addressWith: (more: Record<string, string>) => string;
}

/** Reads and changes the wishes in the address; what makes no sense there counts as not asked. */
export function useListWish(): ListWishInAddress {
  const { pathname } = useLocation();
  const [search, setSearch] = useSearchParams();
  const read = (name: keyof typeof NAMES) => search.get(NAMES[name]) ?? '';
  const person = (name: 'assigneeId' | 'authorId') => (UUID.test(read(name)) ? read(name) : '');
  const wish: ListWish = {
    text: read('text').slice(0, 200),
    status: STATUSES.find((one) => one === read('status')) ?? '',
    assigneeId: person('assigneeId'),
    authorId: person('authorId'),
    sort: LIST_ORDERS.find((one) => one === read('sort')) ?? 'updated',
  };
  const written = (wanted: ListWish, more: Record<string, string>) => {
    const next = new URLSearchParams(more);
    for (const [name, inAddress] of Object.entries(NAMES)) {
      const value = wanted[name as keyof ListWish];
      if (value && !(name === 'sort' && value === 'updated')) next.set(inAddress, value);
    }
    return next;
  };
  return {
    wish,
    isFiltered: [wish.text, wish.status, wish.assigneeId, wish.authorId].some(Boolean),
    change: (change) => {
      const view = search.get('view');
      // Each letter of a search is no place to come back to.
      setSearch(written({ ...wish, ...change }, view ? { view } : {}), { replace: true });
    },
    addressWith: (more) => `${pathname}?${written(wish, more)}`.replace(/\?$/, ''),
  };
}
