declare module 'snappyjs' {
  const snappyjs: {
    /** @throws {Error} when it is no snappy block, or holds more than `maxLength` bytes */
    uncompress(compressed: Buffer, maxLength?: number): Buffer;
    compress(bytes: Buffer): Buffer;
  };
  export default snappyjs;
}
