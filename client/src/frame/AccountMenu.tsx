import { text } from '../language/text.ts';
import type { Claims } from '../session/claims.ts';

/** Who is signed in, and the way out. The menu closes by itself: by Escape, and by a press elsewhere. */
export function AccountMenu({ name, role, signOut }: { name: string; role: Claims['role']; signOut: () => void }) {
  return (
    <div className="account">
      <button type="button" className="account-button" popoverTarget="account">
        <span className="avatar" aria-hidden="true" data-initial={[...name][0]} />
        <span className="visually-hidden">{text('account.signedIn', { name })}</span>
        <bdi className="account-name" aria-hidden="true">
          {name}
        </bdi>
      </button>
      <div id="account" popover="auto" className="menu">
        <p>
          <strong dir="auto">{name}</strong>
          <span className="quiet">{text(role === 'staff' ? 'account.staff' : 'account.customer')}</span>
        </p>
        <button type="button" className="plain" onClick={signOut}>
          {text('nav.signOut')}
        </button>
      </div>
    </div>
  );
}
