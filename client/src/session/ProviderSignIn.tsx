import { useState } from 'react';
import { text } from '../language/text.ts';
import { useSessionStore } from './use-session.ts';

/** Leads to the identity provider. `isAgain`: it was tried just now. */
export function ProviderSignIn({ isAgain }: { isAgain: boolean }) {
  const store = useSessionStore();
  const [isLeaving, setLeaving] = useState(false);

  async function leave() {
    setLeaving(true);
    await store.signInAtProvider();
    // Where it worked, the browser is on its way; coming back to this page by its history must find a button.
    window.setTimeout(() => setLeaving(false), LEAVING_MS);
  }

  return (
    <div className="card stack">
      <p>{text('signIn.elsewhere')}</p>
      <div className="actions">
        <button type="button" aria-disabled={isLeaving} onClick={() => isLeaving || void leave()}>
          {text(isAgain ? 'signIn.again' : 'signIn.heading')}
        </button>
      </div>
    </div>
  );
}

const LEAVING_MS = 1_000;
