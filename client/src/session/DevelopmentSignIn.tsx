import { type FormEvent, useEffect, useRef, useState } from 'react';
import { problemFor } from '../api/problem.ts';
import { Field, focusFirstInvalid } from '../forms/Field.tsx';
import { type FieldCode, wordsFor } from '../forms/words.ts';
import { text } from '../language/text.ts';
import type { Claims } from './claims.ts';
import type { SignInOutcome } from './session.ts';
import { useSessionStore } from './use-session.ts';

/** Lets a developer in: by a name and a role, or by a token. Where Host is not this machine, the server hands out no tokens, and one is pasted. */
export function DevelopmentSignIn() {
  const session = useSessionStore();
  const [role, setRole] = useState<Claims['role']>('customer');
  const [name, setName] = useState('anna');
  const [token, setToken] = useState('');
  const [outcome, setOutcome] = useState<SignInOutcome | null>(null);
  const [needsToken, setNeedsToken] = useState(false);
  const refusal = outcome === null ? null : refusalOf(outcome);
  const page = useRef<HTMLDivElement>(null);
  const nameIssue = outcome === 'not-a-name' ? wordsFor('name', nameFault(name.trim())) : undefined;
  const tokenFault = token.trim() === '' ? 'REQUIRED' : 'INVALID_VALUE';
  const tokenIssue = outcome === 'not-a-token' ? wordsFor('token', tokenFault) : undefined;

  // biome-ignore lint/correctness/useExhaustiveDependencies: after each refusal
  useEffect(() => focusFirstInvalid(page.current?.closest('main') ?? null), [outcome]);

  async function submitName(event: FormEvent) {
    event.preventDefault();
    setOutcome(null);
    const next = name.trim() === '' ? 'not-a-name' : await session.signIn({ sub: name.trim(), role });
    setNeedsToken(needsToken || next === 'no-dev-tokens');
    setOutcome(next);
  }

  function submitToken(event: FormEvent) {
    event.preventDefault();
    setOutcome(session.signInWith(token));
  }

  return (
    <>
      {!needsToken && (
        <form className="card form" noValidate onSubmit={submitName}>
          <fieldset>
            <legend>{text('signIn.iAm')}</legend>
            <div className="choices">
              {(['customer', 'staff'] as const).map((option) => (
                <label key={option}>
                  <input
                    type="radio"
                    name="role"
                    value={option}
                    checked={role === option}
                    onChange={() => setRole(option)}
                  />
                  {text(`signIn.${option}`)}
                </label>
              ))}
            </div>
          </fieldset>
          <Field id="name" label={text('signIn.name')} issue={nameIssue}>
            {(control) => (
              <input
                {...control}
                required
                autoComplete="username"
                value={name}
                onChange={({ target }) => {
                  setName(target.value);
                  setOutcome(null);
                }}
              />
            )}
          </Field>
          <div className="actions">
            <button type="submit">{text('signIn.heading')}</button>
          </div>
        </form>
      )}
      <div role="alert" ref={page}>
        {refusal !== null && <p className="notice bad">{refusal}</p>}
      </div>
      <details className="card" open={needsToken}>
        <summary>{text('signIn.withToken')}</summary>
        <form className="form" noValidate onSubmit={submitToken}>
          <Field id="token" label={text('signIn.token')} issue={tokenIssue}>
            {(control) => (
              <textarea
                {...control}
                required
                rows={4}
                spellCheck={false}
                autoComplete="off"
                value={token}
                onChange={({ target }) => {
                  setToken(target.value);
                  setOutcome(null);
                }}
              />
            )}
          </Field>
          <div className="actions">
            <button type="submit">{text('signIn.useToken')}</button>
          </div>
        </form>
      </details>
    </>
  );
}

function nameFault(name: string): FieldCode {
  if (name === '') return 'REQUIRED';
  return name.length > LONGEST_NAME ? 'TOO_LONG' : 'INVALID_CHARACTERS';
}

const LONGEST_NAME = 255;

function refusalOf(outcome: SignInOutcome): string | null {
  switch (outcome) {
    case 'no-dev-tokens':
      return text('signIn.noTokens');
    case 'unavailable':
      return problemFor('UNAVAILABLE').message;
    case 'unreachable':
      return problemFor('NETWORK').message;
    default:
      return null;
  }
}
