import type { PageLink } from '../frame/PageLinks.tsx';

/** Lines of each icon, on a square of 24. */
const PATHS: Readonly<Record<PageLink['page'], string>> = {
  home: 'M4 11l8-7 8 7M6 9.500V20h4.500v-5.500h3V20H18V9.500',
  deliveries: 'M3.500 11.500L20.500 4l-5 16.500-4-6.500zM11.500 14l9-10',
  appointments: 'M5 6h14v14H5zM5 10.500h14M9 3.500V8M15 3.500V8M8.500 14h2M13.500 14h2',
  book: 'M5 6h14v14H5zM9 3.500V8M15 3.500V8M12 10.500v6M9 13.500h6',
  statistics: 'M4 20h16M7 20v-6M12 20V9M17 20V5',
};

/** A page's icon. Its name stands beside it. */
export function PageIcon({ page }: { page: PageLink['page'] }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[page]} strokeLinecap="round" />
    </svg>
  );
}
