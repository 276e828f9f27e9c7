// What is first shown needs no live link: its code comes with the first subscription.
export { createLiveClient } from '@belltower/sdk/resume';
