import GuestApp from './guest/GuestApp.tsx';
import { takeGuestToken } from './guest/guest-link.ts';
import { startPage } from './start-page.tsx';
import { openStorage } from './storage/safe-storage.ts';

// A guest loads nothing of the signed-in page, and sees no session of who is signed in here.
const storage = openStorage(() => window.sessionStorage);
const token = takeGuestToken(window.location, window.history, storage);
startPage(() => <GuestApp token={token} storage={storage} />);
