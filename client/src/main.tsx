import App, { preloadPage } from './App.tsx';
import { takeAnswer } from './session/take-answer.ts';
import { startPage } from './start-page.tsx';
import { openStorage } from './storage/safe-storage.ts';

const storage = openStorage(() => window.sessionStorage);
const answer = takeAnswer(window);
preloadPage(window.location.hash);
startPage(() => <App storage={storage} answer={answer} />);
