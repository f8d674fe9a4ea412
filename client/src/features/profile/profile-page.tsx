import { useTranslation } from 'react-i18next';
import { useMe } from '../../lib/use-me.ts';
import { Screen } from '../../ui/screen.tsx';
import { LoadingRows } from '../../ui/states.tsx';
import { ContactList } from './contact-list.tsx';
import { ExportSection } from './export-section.tsx';
import { ProfileForm } from './profile-form.tsx';
import { SessionList } from './session-list.tsx';

/** Who one is here: name and settings, ways to sign in, where one is signed in. */
export function ProfilePage() {
  const { t } = useTranslation();
  const me = useMe().data;
  return (
    <Screen title={t('nav.profile')} width="narrow">
      {me ? <ProfileForm key={me.id} me={me} /> : <LoadingRows rows={4} />}
      <ContactList />
      <SessionList />
      <ExportSection />
    </Screen>
  );
}
