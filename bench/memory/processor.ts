/**
 * A share of a processor for a child process, as Lambda gives one with memory: some milliseconds of each 20. As root in
 * a container with its own cgroups, the kernel limits the child. Elsewhere the child is stopped for the rest of each 20
 * ms. That is less exact, because the child is stopped while it waits, too.
 * Source: https://docs.kernel.org/scheduler/sched-bwc.html
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'

/** The period of Lambda's scheduler in microseconds, as measured in https://arxiv.org/abs/2211.03519. */
const PERIOD = 20_000

export type Processor = {
  how: string
  /** Runs Node with these arguments in this share of a processor. @returns what it prints */
  run(share: number, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string>
  stop(): Promise<void>
}

export async function startProcessor(): Promise<Processor> {
  const name = `understory-bench-${process.pid}`
  const unified = `/sys/fs/cgroup/${name}`
  const former = `/sys/fs/cgroup/cpu/${name}`
  const [v2, v1] = [
    await groupAt(unified, 'cgroup.controllers', 'cpu.max', 'cpu.weight', '10000'),
    await groupAt(former, 'cgroup.procs', 'cpu.cfs_quota_us', 'cpu.shares', '262144'),
  ]
  if (v2)
    return inGroup('cgroup v2, cpu.max', unified, (quota) => writeFile(`${unified}/cpu.max`, `${quota} ${PERIOD}`))
  if (!v1) return byStopping()
  await writeFile(`${former}/cpu.cfs_period_us`, String(PERIOD))
  return inGroup('cgroup v1, cpu.cfs_quota_us', former, (quota) =>
    writeFile(`${former}/cpu.cfs_quota_us`, String(quota)),
  )
}

/** Makes a group with a limit and a higher priority, so that other processes do not affect the measurement. */
async function groupAt(folder: string, known: string, limit: string, weight: string, most: string): Promise<boolean> {
  if (!existsSync(`${folder.slice(0, folder.lastIndexOf('/'))}/${known}`)) return false
  try {
    await mkdir(folder)
    await readFile(`${folder}/${limit}`)
    await writeFile(`${folder}/${weight}`, most)
    return true
  } catch {
    await rmdir(folder).catch(() => undefined)
    return false
  }
}

function inGroup(how: string, folder: string, limit: (quota: number) => Promise<void>): Processor {
  return {
    how,
    run: async (share, args, env) => {
      await limit(Math.round(share * PERIOD))
      // The shell enters the group and becomes Node.
      return output(
        spawn('sh', ['-c', 'echo $$ > "$0/cgroup.procs" && exec "$@"', folder, process.execPath, ...args], {
          env,
          stdio: ['ignore', 'pipe', 'inherit'],
        }),
      )
    },
    stop: () => rmdir(folder),
  }
}

function byStopping(): Processor {
  return {
    how: 'stopped for the rest of each 20 ms',
    run: (share, args, env) => {
      const child = spawn(process.execPath, [...args], { env, stdio: ['ignore', 'pipe', 'inherit'] })
      const stops = setInterval(() => {
        child.kill('SIGSTOP')
        setTimeout(() => child.kill('SIGCONT'), ((1 - share) * PERIOD) / 1000)
      }, PERIOD / 1000)
      return output(child).finally(() => clearInterval(stops))
    },
    stop: async () => undefined,
  }
}

async function output(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('The child has no output.')
  const [printed, code] = await Promise.all([
    text(child.stdout),
    new Promise<number | null>((resolve) => child.on('close', resolve)),
  ])
  if (code !== 0) throw new Error(`A measured process ended with ${code}.`)
  return printed
}
