import { navigate } from '../routing/navigate.ts';
import { openStorage } from '../storage/safe-storage.ts';

const KEY = 'belltower.notifications';

/** Whether failures are shown as notifications of the browser: it has none, refuses them, or they are switched on or off. */
export type NotificationState = 'unsupported' | 'denied' | 'on' | 'off';

/** How it is now. Nothing is asked. */
export function notificationState(): NotificationState {
  if (!('Notification' in window)) return 'unsupported';
  if (Notification.permission === 'denied') return 'denied';
  return Notification.permission === 'granted' && kept().getItem(KEY) === 'on' ? 'on' : 'off';
}

/** Switches them; the browser asks the person where it has not yet. Returns how it is then. */
export async function switchNotifications(on: boolean): Promise<NotificationState> {
  if (on && 'Notification' in window && Notification.permission === 'default') await Notification.requestPermission();
  kept().setItem(KEY, on ? 'on' : 'off');
  return notificationState();
}

/** Shows one where they are switched on. A press on it leads to `href`. Several tabs show it once. */
export function showNotification(
  { title, text }: { readonly title: string; readonly text: string },
  href: string,
): void {
  if (notificationState() !== 'on') return;
  try {
    const shown = new Notification(title, { body: text, tag: href, icon: '/bell.svg' });
    shown.onclick = () => {
      window.focus();
      navigate(href, { replace: false });
      shown.close();
    };
  } catch {
    // Chrome on Android has the class, and lets only service workers use it
  }
}

/** For this browser: who is at the desk changes, the place does not. */
function kept() {
  return openStorage(() => window.localStorage);
}
