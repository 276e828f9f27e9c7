import { catalogue, topics } from '@belltower/events';

/** The topics that the notifier reads, as the group `notifier`: all but the one that it writes. */
export const consumedTopics = topics.filter((topic) => topic !== catalogue['notifications.status'].topic);
