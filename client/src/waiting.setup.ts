/** How long a test waits for what the page is to show: against hangs only, its own default of a second is a bar. */
import { configure } from '@testing-library/react';

configure({ asyncUtilTimeout: 20_000 });
