import { useSearchParams } from 'react-router';
import { LibraryPage } from '../features/library/library-page.tsx';
import { useMe } from '../lib/use-me.ts';
import { PaletteHost } from './palette-host.tsx';

/** The library with the palette over it. */
export function LibraryScreen() {
  const me = useMe();
  const [search] = useSearchParams();
  const organizationId = search.get('organization') ?? me.data?.memberships[0]?.organizationId;
  return (
    <>
      <LibraryPage />
      <PaletteHost organizationId={organizationId} actions={[]} />
    </>
  );
}
