// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * The certificates of {@code conf/plugin-keys/}, read anew for each jar. Where there are any, every
 * entry of a plugin must be signed by one and the same of those who have them.
 */
final class Signatures {
    /** What a signature itself is made of, which can't be signed. */
    private static final Pattern OF_SIGNATURE =
            Pattern.compile("META-INF/([^/]+\\.(SF|RSA|DSA|EC)|SIG-[^/]+|MANIFEST\\.MF)");

    private final Path folder;

    Signatures(Path folder) {
        this.folder = folder;
    }

    /**
     * Who signed a jar; empty where nobody has to.
     *
     * @throws Refusal where somebody has to, and nobody whom we trust has
     */
    String signer(Path jar) throws IOException, Refusal {
        List<X509Certificate> trusted = trusted();
        if (trusted.isEmpty()) {
            return "";
        }
        try (JarFile file =
                new JarFile(jar.toFile(), true, ZipFile.OPEN_READ, JarFile.baseVersion())) {
            return signer(file, trusted);
        } catch (SecurityException tampered) {
            throw new Refusal("its signature is broken: " + tampered.getMessage());
        }
    }

    private static String signer(JarFile file, List<X509Certificate> trusted)
            throws IOException, Refusal {
        Set<String> common = null;
        for (Enumeration<JarEntry> all = file.entries(); all.hasMoreElements(); ) {
            JarEntry entry = all.nextElement();
            String name = entry.getName().toUpperCase(Locale.ROOT);
            if (name.startsWith("META-INF/VERSIONS/")) {
                throw new Refusal(
                        "it has other classes for other versions of Java, "
                                + "which no signed plugin may");
            }
            drain(file, entry);
            if (entry.isDirectory() || OF_SIGNATURE.matcher(name).matches()) {
                continue;
            }
            Set<String> signers = signers(entry, trusted);
            if (signers.isEmpty()) {
                throw unsigned(entry, entry.getCodeSigners() != null);
            }
            if (common == null) {
                common = new TreeSet<>(signers);
            }
            common.retainAll(signers);
        }
        if (common == null || common.isEmpty()) {
            throw new Refusal("no one of conf/plugin-keys has signed all of it");
        }
        return String.join(", ", common);
    }

    private static Refusal unsigned(JarEntry entry, boolean byOther) {
        return new Refusal(
                byOther
                        ? "its entry %s isn't signed by anyone of conf/plugin-keys, or no longer"
                                .formatted(entry.getName())
                        : "its entry " + entry.getName() + " isn't signed");
    }

    /** The signature of an entry is looked at while it is read. */
    private static void drain(JarFile file, JarEntry entry) throws IOException {
        byte[] scratch = new byte[1 << 14];
        try (InputStream in = file.getInputStream(entry)) {
            int read = 0;
            while (read >= 0) {
                read = in.read(scratch);
            }
        }
    }

    private static Set<String> signers(JarEntry entry, List<X509Certificate> trusted) {
        CodeSigner[] signers = entry.getCodeSigners();
        return signers == null
                ? Set.of()
                : Stream.of(signers)
                        .map(CodeSigner::getSignerCertPath)
                        .filter(path -> isTrusted(path, trusted))
                        .map(Signatures::name)
                        .collect(Collectors.toSet());
    }

    private static String name(CertPath path) {
        return path.getCertificates().getFirst() instanceof X509Certificate certificate
                ? certificate.getSubjectX500Principal().getName()
                : "somebody";
    }

    private static boolean isTrusted(CertPath path, List<X509Certificate> trusted) {
        List<Certificate> chain = new ArrayList<>();
        try {
            for (Certificate certificate : path.getCertificates()) {
                if (certificate instanceof X509Certificate own && trusted.contains(own)) {
                    own.checkValidity();
                    if (chain.isEmpty()) {
                        return true;
                    }
                    break;
                }
                chain.add(certificate);
            }
            PKIXParameters parameters =
                    new PKIXParameters(
                            trusted.stream()
                                    .map(anchor -> new TrustAnchor(anchor, null))
                                    .collect(Collectors.toSet()));
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX")
                    .validate(
                            CertificateFactory.getInstance("X.509").generateCertPath(chain),
                            parameters);
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private List<X509Certificate> trusted() throws IOException, Refusal {
        List<X509Certificate> trusted = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return trusted;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (Files.isRegularFile(file) && !isNote(file)) {
                    read(file, trusted);
                }
            }
        }
        return trusted;
    }

    private static boolean isNote(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith(".") || name.startsWith("README");
    }

    /** A file that can't be read must not open the door that it was to close. */
    private static void read(Path file, List<X509Certificate> trusted) throws IOException, Refusal {
        int before = trusted.size();
        try (InputStream in = Files.newInputStream(file)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                if (certificate instanceof X509Certificate known) {
                    trusted.add(known);
                }
            }
        } catch (GeneralSecurityException broken) {
            throw new Refusal(
                    file.getFileName()
                            + " of conf/plugin-keys can't be read: "
                            + broken.getMessage());
        }
        if (trusted.size() == before) {
            throw new Refusal(file.getFileName() + " of conf/plugin-keys has no certificate");
        }
    }
}
