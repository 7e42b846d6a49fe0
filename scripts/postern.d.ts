// SPDX-License-Identifier: Apache-2.0
//
// What a policy script may use, for editors: completion, and errors before the server sees them.
// A script exports functions with the names at the end of this file; each is called when its
// question comes up.

declare module 'postern' {
    /** What a policy says. Only the functions below make one. */
    interface Verdict<Kind extends string> {
        readonly [verdict]: Kind;
    }
    const verdict: unique symbol;

    type Pass = Verdict<'pass'>;
    type Accept = Verdict<'accept'>;
    type Defer = Verdict<'defer'>;
    type Reject = Verdict<'reject'>;
    type Permit = Verdict<'permit'>;
    type Deny = Verdict<'deny'>;
    type Discard = Verdict<'discard'>;
    type Hold = Verdict<'hold'>;
    type Via = Verdict<'via'>;
    type Redirect = Verdict<'redirect'>;
    type Unroutable = Verdict<'unroutable'>;
    type Limits = Verdict<'limits'>;
    type Wait = Verdict<'wait'>;
    type GiveUp = Verdict<'giveUp'>;

    /** An enhanced status code of a temporary failure (RFC 3463), as '4.7.1'. */
    type TemporaryCode = `4.${number}.${number}`;
    /** An enhanced status code of a permanent failure (RFC 3463), as '5.1.1'. */
    type PermanentCode = `5.${number}.${number}`;

    /** No opinion: the next policy is asked. Returning nothing says the same. */
    function pass(): Pass;
    /** Yes, and no later policy is asked at this stage. Never opens the relay. */
    function accept(): Accept;
    /** Try again later. The text is for people, up to 400 characters. */
    function defer(code: TemporaryCode, text: string): Defer;
    /** No. The text is for people, up to 400 characters. */
    function reject(code: PermanentCode, text: string): Reject;
    /** From onRelay: this client may send there. */
    function permit(): Permit;
    /** From onRelay: it may not, and no later policy is asked. */
    function deny(code: PermanentCode, text: string): Deny;
    /** 250 for the client, and nobody gets it. */
    function discard(reason: string): Discard;
    /** Taken, and kept in the queue until an operator releases it. */
    function hold(reason: string): Hold;

    interface Hop {
        host: string;
        /** 25 where it isn't given. */
        port?: number;
        /** Lower is tried first; hops that share one are equally good. Else the place in the list. */
        preference?: number;
    }
    /** From route: hand it to a transport of postern.yaml, towards 'host:port' or hops. */
    function via(transport: string, hops?: string | Hop | readonly (string | Hop)[]): Via;
    /** From route: these get it instead, each routed anew. */
    function redirect(addresses: string | readonly string[]): Redirect;
    /** From route: there is no way to this recipient; the sender is told. */
    function unroutable(code: PermanentCode, text: string): Unroutable;

    interface ShapingLimits {
        /** At once. */
        connections?: number;
        /** New ones: '60/m'; the units are s, m, h, d. */
        connectionRate?: string;
        messageRate?: string;
        messagesPerConnection?: number;
        /** A pool or a source of egress. */
        pool?: string;
        tls?: 'none' | 'opportunistic' | 'encrypt' | 'verify' | 'mta-sts' | 'dane';
    }
    /** From shape: what is given holds; what is left out is asked of others. */
    function limits(limits: ShapingLimits): Limits;

    /** From retry: try again so many seconds from now, or '90s', '10m', '2h', '1d'; up to 30d. */
    function wait(time: number | string): Wait;
    /** From retry: the recipients failed, and the sender is told. */
    function giveUp(): GiveUp;

    const ip: {
        /** Networks ('192.0.2.0/24', '2001:db8::/32') and addresses. Make it once, outside hooks. */
        set(...networks: (string | readonly string[])[]): IpSet;
    };
    interface IpSet {
        has(address: string): boolean;
    }

    /**
     * The DNS. Nothing found is an empty array; not knowing (a time-out, say) throws, and the
     * message gets a temporary failure. Waiting doesn't count as running.
     */
    const dns: {
        /** By preference. A null MX (RFC 7505) has an empty host. */
        mx(domain: string): readonly { readonly preference: number; readonly host: string }[];
        /** IPv6 first. */
        addresses(host: string): readonly string[];
        txt(name: string): readonly string[];
    };

    /** One line each, ten a second for a script; the rest is counted. console.log is log.info. */
    const log: {
        info(...values: unknown[]): void;
        warn(...values: unknown[]): void;
    };

    /** Who is at the other end. Values are valid during the call they are handed to. */
    interface Client {
        readonly address: string;
        readonly port: number;
        /** The name of the listener it came to. */
        readonly listener: string;
        /** What EHLO said, '' before. Proves nothing. */
        readonly helo: string;
        /** The login it proved, '' without. */
        readonly account: string;
        /** Names the session in the log. */
        readonly session: string;
    }

    interface Transaction {
        readonly client: Client;
        /** What MAIL FROM said; '' for the null reverse-path of a bounce. */
        readonly sender: string;
        /** Those taken so far. */
        readonly recipients: readonly Recipient[];
    }

    interface Recipient {
        /** Without quotes, as written. */
        readonly localPart: string;
        /** In lower case. */
        readonly domain: string;
        readonly address: string;
    }

    interface Message {
        /** Octets. */
        readonly size: number;
        readonly headers: Headers;
    }

    /**
     * The header section. Letter case of names says nothing. What a script does to it is made if
     * the script ends with pass: all of it, or nothing.
     */
    interface Headers {
        /** The topmost field's value, '' where there is none. */
        get(name: string): string;
        /** The values from the top. */
        all(name: string): readonly string[];
        /** A field on top. */
        add(name: string, value: string): void;
        /** Every field of that name. */
        remove(name: string): void;
    }

    interface RoutingContext {
        /** Where a bounce would go; '' for nowhere. */
        readonly sender: string;
        /** How often a redirect has led here. */
        readonly redirects: number;
        /** Our name. */
        readonly hostname: string;
    }

    interface Destination {
        /** Of the recipients, in lower case. */
        readonly domain: string;
        readonly transport: string;
        /** The hosts it is routed to, best first; none for a transport that delivers here. */
        readonly hosts: readonly string[];
        /** What `postern queue explain` calls them. */
        readonly site: string;
        /** The source of egress the limits are for; '' while pool and tls are asked for. */
        readonly source: string;
    }

    /** Recipients of one message in one domain that met the same in one attempt. */
    interface Deferral {
        /** The message's queue id. */
        readonly id: string;
        /** Where a bounce would go; '' for nowhere. */
        readonly sender: string;
        /** Of the recipients, in lower case. */
        readonly domain: string;
        /** Who tried; '' where routing put it off. */
        readonly transport: string;
        /** Who answered; '' where nobody was asked. */
        readonly host: string;
        readonly cause:
            | 'connect'
            | 'dns'
            | 'tls'
            | 'greylisted'
            | 'rate-limited'
            | 'mailbox-full'
            | 'server'
            | 'local'
            | 'other';
        readonly code: TemporaryCode;
        readonly text: string;
        /** The host's reply, codes and all; '' without. */
        readonly reply: string;
        readonly blame: 'recipient' | 'message' | 'destination';
        /** How many there were, at least 1. */
        readonly attempts: number;
        /** Seconds since the message was taken. */
        readonly age: number;
        /** Whether an attempt may have delivered it all the same, so that it may arrive twice. */
        readonly doubtful: boolean;
    }

    // What a script may export.

    type Dialogue = Pass | Accept | Defer | Reject | void;
    /** When a client has connected, before the greeting. */
    type onConnect = (client: Client) => Dialogue;
    /** After EHLO or HELO. */
    type onHelo = (client: Client) => Dialogue;
    /** After MAIL FROM. */
    type onSender = (transaction: Transaction) => Dialogue;
    /** For each RCPT TO outside our domains. Without a permit the answer is no. */
    type onRelay = (
        transaction: Transaction,
        recipient: Recipient,
    ) => Pass | Permit | Deny | void;
    /** For each RCPT TO that the relay rules let through. */
    type onRecipient = (transaction: Transaction, recipient: Recipient) => Dialogue;
    /** After the message, before we answer for it. */
    type onMessage = (
        transaction: Transaction,
        message: Message,
    ) => Dialogue | Discard | Hold;
    /** For each recipient of a message that was taken, again after a redirect and at a retry. */
    type route = (
        recipient: Recipient,
        context: RoutingContext,
    ) => Pass | Via | Redirect | Unroutable | Defer | Discard | void;
    /** For each domain and the site it is routed to, at most once a minute; again for each source. */
    type shape = (destination: Destination) => Pass | Limits | void;
    /**
     * When deferred mail is tried again. Who always says wait keeps mail for ever: the lifetime
     * of `retry:` counts only where it is asked.
     */
    type retry = (deferral: Deferral) => Pass | Wait | GiveUp | void;
    /** When a session has ended, however it ended. */
    type onDisconnect = (client: Client) => void;
}
