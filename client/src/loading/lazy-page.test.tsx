import { act, cleanup, render, screen } from '@testing-library/react';
import { Suspense } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { PageBoundary } from '../errors/PageBoundary.tsx';
import { lazyPage, preloadWhenIdle } from './lazy-page.ts';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const Hello = ({ name }: { name: string }) => <p>Hello {name}</p>;

test('a page shows the fallback until it is loaded, and loads once', async () => {
  const load = vi.fn(async () => ({ default: Hello }));
  const { Page, preload } = lazyPage(load);
  render(
    <Suspense fallback="Loading">
      <Page name="Anna" />
    </Suspense>,
  );
  expect(screen.getByText('Loading')).toBeTruthy();
  await screen.findByText('Hello Anna');
  preload();
  expect(load).toHaveBeenCalledTimes(1);
});

test('a page that was preloaded is shown at once, without its fallback', async () => {
  const { Page, preload } = lazyPage(async () => ({ default: Hello }));
  preload();
  await act(async () => undefined);
  const Fallback = vi.fn(() => null);
  render(
    <Suspense fallback={<Fallback />}>
      <Page name="Anna" />
    </Suspense>,
  );
  expect(screen.getByText('Hello Anna')).toBeTruthy();
  expect(Fallback).not.toHaveBeenCalled();
});

test('a preload that fails says nothing, and the page is loaded again when it is shown', async () => {
  const load = vi
    .fn(async () => ({ default: Hello }))
    .mockRejectedValueOnce(new TypeError('Failed to fetch dynamically imported module'));
  const { Page, preload } = lazyPage(load);
  preload();
  await act(async () => undefined);
  render(
    <Suspense fallback="Loading">
      <Page name="Anna" />
    </Suspense>,
  );
  await screen.findByText('Hello Anna');
  expect(load).toHaveBeenCalledTimes(2);
});

test('a page that cannot be loaded says so', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const { Page } = lazyPage<object>(() => Promise.reject(new TypeError('Failed to fetch')));
  render(
    <PageBoundary place="">
      <Suspense fallback="Loading">
        <Page />
      </Suspense>
    </PageBoundary>,
  );
  await screen.findByText(/It could not be loaded/);
});

test('preloadWhenIdle waits for the browser, and can be given up', async () => {
  vi.useFakeTimers();
  const preload = vi.fn();
  preloadWhenIdle([{ preload }]);
  preloadWhenIdle([{ preload }])();
  expect(preload).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(6_000);
  expect(preload).toHaveBeenCalledTimes(1);
  vi.useRealTimers();
});
