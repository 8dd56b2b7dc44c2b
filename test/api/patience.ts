/**
 * How long a test may take: a deployed stack answers in its own time, and nothing here is measured.
 */
import { jest } from '@jest/globals'

jest.setTimeout(60_000)
