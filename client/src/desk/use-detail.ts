import { useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { textOf } from '../api/document.ts';
import { type Problem, problemOf } from '../api/problem.ts';
import { DeskDeliveryDocument, type DeskDetail } from './documents.ts';
import type { WatchedDesk } from './use-desk-feed.ts';

/** A delivery as the desk knows it. */
export interface Detail {
  /** Undefined before the first answer; null when there is none. */
  readonly delivery: DeskDetail | null | undefined;
  /** Why the last query failed: what is shown may be old. */
  readonly problem: Problem | null;
  /** Asks again. */
  readonly refresh: () => void;
}

/** One delivery with its history, queried again after each change of it, or of another message of its appointment. */
export function useDetail(id: string, { feed, start, resets }: WatchedDesk): Detail {
  const calls = useClient();
  const [delivery, setDelivery] = useState<DeskDetail | null>();
  const [problem, setProblem] = useState<Problem | null>(null);
  const refresh = useRef(() => {});
  const isStarted = start.kind === 'known';

  // biome-ignore lint/correctness/useExhaustiveDependencies: after each reset it is queried again
  useEffect(() => {
    if (!isStarted) return;
    let isOver = false;
    let isAsking = false;
    let isOld = false;
    let appointmentId: string | null = null;
    async function ask() {
      isOld = true;
      if (isAsking) return; // the running query asks again
      isAsking = true;
      while (isOld && !isOver) {
        isOld = false;
        const { data, error } = await calls
          .query(textOf(DeskDeliveryDocument), { id }, { requestPolicy: 'network-only' })
          .toPromise();
        if (isOver) return;
        setProblem(error === undefined ? null : problemOf(error));
        if (data) setDelivery(data.delivery ?? null);
        appointmentId = data?.delivery?.appointmentId ?? appointmentId;
      }
      isAsking = false;
    }
    refresh.current = () => void ask();
    void ask();
    const stop = feed.listen((changes) => {
      if (changes.some((change) => change.deliveryId === id || change.appointmentId === appointmentId)) void ask();
    });
    return () => {
      isOver = true;
      stop();
    };
  }, [calls, feed, id, isStarted, resets]);

  return { delivery, problem, refresh: () => refresh.current() };
}
