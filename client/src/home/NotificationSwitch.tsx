import { useState } from 'react';
import { notificationState, switchNotifications } from '../staff/notifications.ts';

const NOTES = {
  on: '',
  off: '',
  denied: 'Blocked in this browser’s settings.',
} as const;

/** Switches notifications of the browser for failures. The browser asks the person only then. */
export function NotificationSwitch() {
  const [state, setState] = useState(notificationState);
  if (state === 'unsupported') return null;
  return (
    <div className="notification-switch">
      <label>
        <input
          type="checkbox"
          role="switch"
          checked={state === 'on'}
          aria-checked={state === 'on'}
          disabled={state === 'denied'}
          onChange={({ target }) => void switchNotifications(target.checked).then(setState)}
        />
        Browser notifications for failures
      </label>
      <span className="quiet" role="status">
        {NOTES[state]}
      </span>
    </div>
  );
}
