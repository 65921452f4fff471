import type { connectparticipant } from "../generated/typescript";
import type { SendMessageRequest } from "../generated/typescript/sqs";

type Transcript = connectparticipant.GetTranscriptResponse;

const request: connectparticipant.GetTranscriptRequest = {
  ConnectionToken: "token",
  ScanDirection: "FORWARD",
};

/** What a line of the transcript says; a type of item that we do not know is one as well. */
export function line(item: connectparticipant.Item): string {
  switch (item.Type) {
    case "MESSAGE":
      return `${item.DisplayName ?? "?"}: ${item.Content ?? ""}`;
    case "TYPING":
      return "…";
    default:
      return item.Type ?? "";
  }
}

export function message(body: string): SendMessageRequest {
  return { QueueUrl: "https://example.test/jobs", MessageBody: body };
}

const answer = await fetch("/transcript", { method: "POST", body: JSON.stringify(request) });
const transcript = (await answer.json()) as Transcript;
for (const item of transcript.Transcript ?? []) {
  const element = document.createElement("li");
  element.textContent = line(item);
  document.querySelector("#transcript")?.append(element);
}
