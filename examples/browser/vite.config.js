export default {
  cacheDir: '.vite',
  optimizeDeps: { include: ['graphql-ws'] },
  server: { host: '127.0.0.1', port: 5174, strictPort: true },
};
