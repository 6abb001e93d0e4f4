/** A request as it came in, with its body. */
export interface AwsRequest {
  readonly method: string;
  readonly path: string;
  /** The signing name in the Authorization header, as `ec2` or `dlm`. */
  readonly service: string;
  readonly region: string;
  /** The operation of a JSON protocol, as `AmazonSSM.GetParameter`. */
  readonly target: string;
  readonly body: string;
}

/** What is answered in AWS's place. */
export interface AwsAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}
