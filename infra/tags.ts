/**
 * Tags of everything that is billed. Once activated as cost allocation tags, they sort the bill by application and
 * environment. https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/cost-alloc-tags.html
 */
import type { Config } from './config.ts'

export const tagsOf = ({ environment }: Config): Record<string, string> => ({ application: 'Understory', environment })
