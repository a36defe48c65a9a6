/** What a client needs to train, in one file to be fetched. */
export { trainAt } from "./client_trainer";
export { checkedTrain } from "./train";
