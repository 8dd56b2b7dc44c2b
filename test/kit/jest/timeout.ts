/**
 * How long a test or its setup may take: an engine on a busy machine, or a deployed stack, answers in its own time, and
 * nothing here is measured.
 */
import { jest } from '@jest/globals'

jest.setTimeout(60_000)
