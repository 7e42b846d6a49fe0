// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.lookup.MtaSts;
import io.postern.api.lookup.MxRecord;
import io.postern.api.lookup.StsAnswer;
import io.postern.api.lookup.StsPolicy;
import io.postern.api.lookup.StsPolicy.Mode;
import io.postern.api.lookup.TlsaRecord;
import io.postern.api.mail.Domain;
import io.postern.smtp.Idna;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code GET /api/tls/policy?domain=…}: how much TLS mail for a domain needs, and why. */
final class TlsPolicyEndpoint implements Endpoint {
    private static final int SMTP = 25;

    /** Hosts that are looked at; nobody has more. */
    private static final int MOST = 20;

    private final Services services;

    TlsPolicyEndpoint(Services services) {
        this.services = services;
    }

    @Override
    public Answer answer(Request request) throws IOException, InterruptedException {
        List<String> domains = request.parameters("domain");
        if (domains.size() != 1) {
            throw new RefusedException(400, "say which domain");
        }
        String domain = name(domains.getFirst());
        MtaSts sts = services.mtaSts().orElseThrow(() -> notThere("MTA-STS"));
        DnsResolver dns = services.dns().orElseThrow(() -> notThere("the DNS"));
        StsAnswer policy = sts.policy(domain);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("domain", domain);
        fields.put("dnssec", dns.validation());
        fields.putAll(policy(policy));
        fields.put("why", policy.trouble().reason());
        fields.put("hosts", hosts(dns, domain, policy));
        return Answer.of(fields);
    }

    private static String name(String text) {
        try {
            return Idna.toAscii(new Domain(text)).name();
        } catch (IllegalArgumentException _) {
            throw new RefusedException(400, "no domain: " + text);
        }
    }

    private static RefusedException notThere(String what) {
        return new RefusedException(503, what + " isn't there now");
    }

    private static Map<String, Object> policy(StsAnswer answer) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("mode", "");
        if (answer instanceof StsAnswer.Holds holds) {
            fields.put("mode", holds.policy().mode().word());
            fields.put("id", holds.id());
            fields.put("mx", holds.policy().mx());
            fields.put("fetched", holds.fetched().toString());
            fields.put("until", holds.until().toString());
        }
        return fields;
    }

    private static List<Map<String, String>> hosts(DnsResolver dns, String domain, StsAnswer answer)
            throws InterruptedException {
        Optional<StsPolicy> policy =
                answer instanceof StsAnswer.Holds holds && holds.policy().mode() != Mode.NONE
                        ? Optional.of(holds.policy())
                        : Optional.empty();
        DnsAnswer<MxRecord> mx = dns.mx(domain);
        List<String> names =
                mx instanceof DnsAnswer.Found<MxRecord>(List<MxRecord> records, _)
                        ? records.stream().map(MxRecord::host).distinct().limit(MOST).toList()
                        : List.of(domain);
        List<Map<String, String>> hosts = new ArrayList<>();
        for (String host : names) {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("host", host);
            fields.put("dane", dane(dns, host, mx.authenticated()));
            fields.put("mtaSts", policy.map(p -> p.names(host) ? "named" : "not named").orElse(""));
            hosts.add(fields);
        }
        return hosts;
    }

    /** The same conditions as the transport's, in words. */
    private static String dane(DnsResolver dns, String host, boolean named)
            throws InterruptedException {
        if (!named || !dns.addresses(host).authenticated()) {
            return "no: not authenticated by DNSSEC";
        }
        return switch (dns.tlsa(host, SMTP)) {
            case DnsAnswer.Found<TlsaRecord>(List<TlsaRecord> records, boolean sure) ->
                    sure
                            ? "yes: " + records.size() + " TLSA records"
                            : "no: TLSA not authenticated by DNSSEC";
            case DnsAnswer.NoRecord<TlsaRecord> _, DnsAnswer.NoDomain<TlsaRecord> _ ->
                    "no: no TLSA records";
            case DnsAnswer.Unknown<TlsaRecord>(String reason) -> "unknown: " + reason;
        };
    }
}
