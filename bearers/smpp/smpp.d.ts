/**
 * What is used of the package `smpp` 0.5.1, which brings no types: PDUs in the product, sessions and servers in tests.
 * Fields of PDUs and their types: SMPP 3.4 §4 and §5.3, by the package's names.
 */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events';
  import type { Server as NetServer, Socket } from 'node:net';
  import type { TlsOptions } from 'node:tls';

  /** Mandatory parameters and TLVs. Names that the package does not know are dropped without a word. */
  interface PduFields {
    readonly [name: string]: string | number | Buffer | undefined;
    readonly command_status?: number;
    readonly sequence_number?: number;
  }

  type CommandName =
    | 'bind_receiver'
    | 'bind_receiver_resp'
    | 'bind_transmitter'
    | 'bind_transmitter_resp'
    | 'bind_transceiver'
    | 'bind_transceiver_resp'
    | 'submit_sm'
    | 'submit_sm_resp'
    | 'deliver_sm'
    | 'deliver_sm_resp'
    | 'data_sm'
    | 'data_sm_resp'
    | 'enquire_link'
    | 'enquire_link_resp'
    | 'unbind'
    | 'unbind_resp'
    | 'generic_nack'
    | 'outbind'
    | 'alert_notification'
    | 'query_sm';

  /** short_message as decoded: text for some data codings, octets for the others. */
  interface DecodedMessage {
    readonly message: string | Buffer;
    readonly udh?: readonly Buffer[];
  }

  class PDU {
    /** @throws TypeError or RangeError for fields that do not fit their form; lengths are not checked */
    constructor(command: string, fields?: PduFields);
    /** Reads one PDU; gives false when the buffer is too short for it. */
    static fromBuffer(buffer: Buffer): PDU | false;
    command: string;
    command_id: number;
    command_length: number;
    command_status: number;
    sequence_number: number;
    readonly system_id?: string;
    readonly password?: string;
    readonly system_type?: string;
    readonly interface_version?: number;
    readonly service_type?: string;
    readonly source_addr?: string;
    readonly source_addr_ton?: number;
    readonly source_addr_npi?: number;
    readonly destination_addr?: string;
    readonly dest_addr_ton?: number;
    readonly dest_addr_npi?: number;
    readonly esm_class?: number;
    readonly protocol_id?: number;
    readonly validity_period?: string | Date;
    readonly registered_delivery?: number;
    readonly data_coding?: number;
    readonly short_message?: DecodedMessage;
    readonly message_id?: string;
    readonly message_state?: number;
    readonly receipted_message_id?: string;
    readonly user_message_reference?: number;
    readonly more_messages_to_send?: number;
    isResponse(): boolean;
    /** The response to this request; a generic_nack for a command that is not known. */
    response(fields?: PduFields): PDU;
    toBuffer(): Buffer;
  }

  type Ask = (fields: PduFields, answered?: (response: PDU) => void) => boolean;

  interface SessionOptions {
    readonly host: string;
    readonly port: number;
    readonly tls?: boolean;
    readonly ca?: string | Buffer;
    readonly servername?: string;
  }

  /** Without a listener for `error` a session ends the process. */
  class Session extends EventEmitter {
    readonly socket: Socket;
    readonly enquire_link: (answered?: (response: PDU) => void) => boolean;
    readonly unbind: (answered?: (response: PDU) => void) => boolean;
    readonly bind_receiver: Ask;
    readonly bind_transmitter: Ask;
    readonly bind_transceiver: Ask;
    readonly submit_sm: Ask;
    readonly deliver_sm: Ask;
    readonly data_sm: Ask;
    /** True also when nothing more can be written soon: the socket's backlog is not looked at. */
    send(pdu: PDU, answered?: (response: PDU) => void): boolean;
    pause(): void;
    resume(): void;
    close(done?: () => void): void;
    destroy(done?: () => void): void;
  }

  class Server extends NetServer {
    readonly sessions: readonly Session[];
  }

  function connect(options: SessionOptions, connected?: () => void): Session;
  function createServer(listener?: (session: Session) => void): Server;
  function createServer(options: TlsOptions, listener?: (session: Session) => void): Server;

  export { type CommandName, connect, createServer, type DecodedMessage, PDU, type PduFields, Server, Session };

  const smpp: {
    readonly connect: typeof connect;
    readonly createServer: typeof createServer;
    readonly PDU: typeof PDU;
    readonly Session: typeof Session;
    readonly Server: typeof Server;
  };
  export default smpp;
}
