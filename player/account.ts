/** Account and region of everything that the player runs. */
export const LOCAL_REGION = 'us-east-1'
export const LOCAL_ACCOUNT = '000000000000'
/** No secret: an embedded engine takes any credentials. DynamoDB Local requires an alphanumeric key id. */
export const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' }
