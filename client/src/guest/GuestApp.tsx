import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { Provider } from 'urql';
import { Announcing } from '../announcing/Announcing.tsx';
import { createApi } from '../api/api.ts';
import { LiveContext } from '../api/use-live.ts';
import { ChangeKeysContext } from '../changes/change-keys.ts';
import { PageBoundary } from '../errors/PageBoundary.tsx';
import { BRAND } from '../frame/brand.ts';
import { LanguageChoice } from '../language/LanguageChoice.tsx';
import { LinkStatus } from '../link/LinkStatus.tsx';
import type { KeptTexts } from '../storage/safe-storage.ts';
import { createSentKeys } from '../storage/sent-keys.ts';
import { GuestAppointment } from './GuestAppointment.tsx';
import { takeGuestToken } from './guest-link.ts';
import { appointmentIn, isGuestToken, refusalOf } from './guest-token.ts';
import { NoLink, RefusedLinkPage } from './LinkPages.tsx';

/** What a guest sees: one appointment, or why the link does not work. `token`: the one that the page came with. */
export default function GuestApp({ token, storage }: { token: string | null; storage: KeptTexts }) {
  const [current, setCurrent] = useState(token);
  useEffect(() => {
    const take = () => setCurrent(takeGuestToken(window.location, window.history, storage));
    window.addEventListener('hashchange', take); // another link was opened in this tab
    return () => window.removeEventListener('hashchange', take);
  }, [storage]);
  if (current === null) return <Frame page={<NoLink />} />;
  const id = isGuestToken(current) ? appointmentIn(current) : null;
  if (id === null) return <Frame page={<RefusedLinkPage why="damaged" />} />;
  return <Guest key={current} token={current} id={id} storage={storage} />;
}

/** The guest of one token. It is in no session of this browser: who is signed in stays so. */
function Guest({ token, id, storage }: { token: string; id: string; storage: KeptTexts }) {
  const [isRefused, setRefused] = useState(false);
  const api = useMemo(() => createApi({ token: async () => token, end: () => setRefused(true) }), [token]);
  const changeKeys = useMemo(() => createSentKeys(storage, 'belltower.guest-change'), [storage]);
  if (isRefused) return <Frame page={<RefusedLinkPage why={refusalOf(token, new Date())} />} />;
  return (
    <Provider value={api.calls}>
      <LiveContext value={api.live}>
        <ChangeKeysContext value={changeKeys}>
          <Announcing>
            <Frame
              status={<LinkStatus />}
              page={
                <PageBoundary place="">
                  <GuestAppointment id={id} />
                </PageBoundary>
              }
            />
          </Announcing>
        </ChangeKeysContext>
      </LiveContext>
    </Provider>
  );
}

function Frame({ page, status }: { page: ReactNode; status?: ReactNode }) {
  return (
    <>
      <header className="bar">
        <p className="brand">{BRAND}</p>
        {status}
        <LanguageChoice />
      </header>
      {page}
    </>
  );
}
