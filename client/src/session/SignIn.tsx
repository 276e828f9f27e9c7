import { type FormEvent, useState } from 'react';
import { Heading } from '../routing/Heading.tsx';
import type { Claims } from './claims.ts';
import type { SignInOutcome } from './session.ts';
import { useSessionStore } from './use-session.ts';

const REFUSALS: Record<Exclude<SignInOutcome, 'signed-in'>, string> = {
  'no-dev-tokens': 'This server hands out no tokens. Paste one that your sign-in service gave you.',
  'not-a-token': 'This is not a token of this service. It has three parts, separated by dots.',
  unreachable: 'The server could not be reached. Try again in a moment.',
};

/** Lets a person in: by a name and a role where the server hands out development tokens, else by a token. */
export function SignIn({ ended }: { ended: boolean }) {
  const session = useSessionStore();
  const [role, setRole] = useState<Claims['role']>('customer');
  const [outcome, setOutcome] = useState<SignInOutcome | null>(null);

  async function submitName(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const sub = String(new FormData(event.currentTarget).get('name')).trim();
    setOutcome(await session.signIn({ sub, role }));
  }

  function submitToken(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setOutcome(session.signInWith(String(new FormData(event.currentTarget).get('token'))));
  }

  return (
    <main className="page narrow">
      <Heading>Sign in</Heading>
      {ended && <p className="notice">Your session has ended. Sign in again: everything is as you left it.</p>}
      <p className="notice bad" role="alert" hidden={outcome === null || outcome === 'signed-in'}>
        {outcome !== null && outcome !== 'signed-in' && REFUSALS[outcome]}
      </p>
      {outcome !== 'no-dev-tokens' && (
        <form className="card stack" onSubmit={submitName}>
          <fieldset className="choices">
            <legend>I am</legend>
            {(['customer', 'staff'] as const).map((option) => (
              <label key={option}>
                <input type="radio" name="role" checked={role === option} onChange={() => setRole(option)} />
                {option === 'customer' ? 'a customer' : 'at the desk'}
              </label>
            ))}
          </fieldset>
          <label className="field">
            Name
            <input name="name" required maxLength={255} autoComplete="username" defaultValue="anna" />
          </label>
          <button type="submit">Sign in</button>
        </form>
      )}
      <details className="card" open={outcome === 'no-dev-tokens'}>
        <summary>Sign in with a token</summary>
        <form className="stack" onSubmit={submitToken}>
          <label className="field">
            Access token
            <textarea name="token" required rows={4} spellCheck={false} autoComplete="off" />
          </label>
          <button type="submit">Use this token</button>
        </form>
      </details>
    </main>
  );
}
