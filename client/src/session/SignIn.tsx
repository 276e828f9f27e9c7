import { useCallback, useEffect, useState } from 'react';
import { problemFor } from '../api/problem.ts';
import { text } from '../language/text.ts';
import { Heading } from '../routing/Heading.tsx';
import type { SignInConfig } from './config.ts';
import { DevelopmentSignIn } from './DevelopmentSignIn.tsx';
import { wordsForFailure } from './failure.ts';
import { ProviderSignIn } from './ProviderSignIn.tsx';
import { useSession, useSessionStore } from './use-session.ts';

/** Lets a person in: with the identity provider where one is set, else by a development token where the server hands them out. */
export default function SignIn() {
  const store = useSessionStore();
  const session = useSession();
  const { config, isAway, ask } = useConfig();

  useEffect(() => {
    if (session.kind === 'returning') void store.finishSignIn();
  }, [session.kind, store]);

  if (session.kind === 'signed-in') return null;
  const isBusy = session.kind === 'returning' || session.leaving === true;
  const failure = session.kind === 'signed-out' ? session.failure : undefined;
  return (
    <main className="page narrow">
      <Heading>{text('signIn.heading')}</Heading>
      {session.kind === 'signed-out' && session.ended && <p className="notice">{text('signIn.ended')}</p>}
      <div role="alert">{failure !== undefined && <p className="notice bad">{wordsForFailure(failure)}</p>}</div>
      {isBusy && <p role="status">{text(session.kind === 'returning' ? 'signIn.signingIn' : 'signIn.signingOut')}</p>}
      {!isBusy && isAway && (
        <div className="notice bad" role="alert">
          <p>{problemFor('NETWORK').message}</p>
          <button type="button" className="plain" onClick={ask}>
            {text('tryAgain')}
          </button>
        </div>
      )}
      {!isBusy && config !== null && <WaysIn config={config} isAgain={failure !== undefined} />}
    </main>
  );
}

function WaysIn({ config, isAgain }: { config: SignInConfig; isAgain: boolean }) {
  if (config.signIn !== null) return <ProviderSignIn isAgain={isAgain} />;
  if (config.developmentTokens) return <DevelopmentSignIn />;
  return <p className="notice">{text('signIn.notSetUp')}</p>;
}

/** How people sign in here. */
function useConfig() {
  const store = useSessionStore();
  const [config, setConfig] = useState<SignInConfig | null>(null);
  const [isAway, setAway] = useState(false);
  const ask = useCallback(() => {
    setAway(false);
    store.config().then(setConfig, () => setAway(true));
  }, [store]);
  useEffect(ask, [ask]);
  return { config, isAway, ask };
}
