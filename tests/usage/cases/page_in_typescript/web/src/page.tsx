import type {
  GetObjectOutput,
  Tag as T,
} from "../aws/typescript/s3";
import * as sqs from "../aws/typescript/sqs";
import { s3 } from "../aws/typescript";
import type { SendMessageRequest } from "elsewhere/sqs";

export const read = (o: GetObjectOutput, r: sqs.SendMessageResult, l: s3.ListBucketsOutput): T[] => [];
