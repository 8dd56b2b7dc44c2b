/**
 * An error with a cause outside the code, such as a port in use. The user sees only the message, without a stack trace.
 * The message says what is wrong and what to do.
 */
export class StartRefused extends Error {
  override readonly name: string = 'StartRefused'
}

/**
 * Explanations for the system's error codes.
 * https://man7.org/linux/man-pages/man3/errno.3.html
 */
const SAID: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist, or a folder of its path does not',
  EACCES: 'you may not read or write it',
  EPERM: 'you may not change it',
  EROFS: 'its file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is used up',
  ENOTDIR: 'a part of the path is a file, where a folder is needed',
  EEXIST: 'it is a file, where a folder is needed',
  EISDIR: 'it is a folder, where a file is needed',
  ENAMETOOLONG: 'the path is too long',
  ELOOP: 'its symbolic links lead in a circle',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EIO: 'the disk reports an error',
}

/** The code of a system error, such as `ENOENT`. `instanceof Error` is false for Node's own errors in Jest. */
export const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined

/**
 * A file system error as a {@link StartRefused}; any other error unchanged.
 *
 * @param path the file or folder, for an error that names no path
 * @param advice what to do
 */
export function refusalOf(error: unknown, path: string, advice: string): unknown {
  const said = SAID[codeOf(error) ?? '']
  if (said === undefined) return error
  const named = typeof error === 'object' && error !== null && 'path' in error ? error.path : undefined
  return new StartRefused(`${typeof named === 'string' ? named : path} cannot be used: ${said}. ${advice}`)
}
