// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;

/**
 * Looks at a jar before anything is changed for it: whether it is an honest archive, a bundle,
 * signed where it must be, and one that this Java and this Postern can run. Nothing of it is run.
 */
final class Inspection {
    private static final Logger LOG = LoggerFactory.getLogger(Inspection.class);
    private static final int LONGEST_TEXT = 1 << 20;
    private static final int CLASS_FILE = 0xcafebabe;

    /** The class file version of Java 1.0, so to say. */
    private static final int BEFORE_JAVA = 44;

    private static final Pattern OTHER_MANIFEST =
            Pattern.compile("META-INF/versions/\\d+/OSGI-INF/MANIFEST\\.MF");

    private final Signatures signatures;
    private final int java;

    /**
     * With these keys.
     *
     * @param java which one runs it
     */
    Inspection(Signatures signatures, int java) {
        this.signatures = signatures;
        this.java = java;
    }

    /**
     * What a jar is.
     *
     * @param jar that nobody changes meanwhile
     * @param sha256 of it
     * @throws Refusal where it can't be a plugin here
     */
    @SuppressWarnings("IllegalCatch") // A border: what we didn't think of must not stop us either.
    PluginFacts of(Path jar, String sha256, Offer offer) throws IOException, Refusal {
        try {
            return facts(jar, sha256, offer);
        } catch (RuntimeException unforeseen) {
            LOG.error("jar={} can't be inspected", jar, unforeseen);
            throw new Refusal("it can't be read: " + unforeseen);
        }
    }

    private PluginFacts facts(Path jar, String sha256, Offer offer) throws IOException, Refusal {
        try (Archive archive = Archive.open(jar)) {
            PluginManifest manifest = manifest(archive);
            String name = manifest.name();
            Contents contents = new Contents();
            List<String> nested = manifest.classPath();
            List<String> described = manifest.components();
            for (Entry entry : archive.entries()) {
                if (OTHER_MANIFEST.matcher(entry.name()).matches()) {
                    throw new Refusal("it has another manifest for another Java");
                }
                if (nested.contains(entry.name()) && !entry.isFolder()) {
                    lookInto(archive, entry, contents);
                } else if (described.stream().anyMatch(file -> isOf(file, entry.name()))) {
                    contents.types.addAll(HookType.of(text(archive, entry), entry.name()));
                } else {
                    look(archive, entry, contents);
                }
            }
            refuseWhatLacks(manifest, offer);
            return new PluginFacts(
                    name,
                    manifest.version(),
                    sha256,
                    manifest.uses(),
                    contents.types,
                    contents.packages,
                    signatures.signer(jar));
        }
    }

    private void refuseWhatLacks(PluginManifest manifest, Offer offer) throws Refusal {
        Optional<String> otherJava = manifest.otherJava(java);
        if (otherJava.isPresent()) {
            throw new Refusal(otherJava.get());
        }
        List<String> lacks = new ArrayList<>();
        manifest.imports().forEach(wanted -> offer.lack(wanted).ifPresent(lacks::add));
        manifest.bundles().forEach(other -> lacks.add("needs the bundle " + other + " itself"));
        if (!lacks.isEmpty()) {
            throw new Refusal(String.join("; ", lacks));
        }
    }

    private static PluginManifest manifest(Archive archive) throws IOException, Refusal {
        for (Entry entry : archive.entries()) {
            if (entry.name().equals(JarFile.MANIFEST_NAME)) {
                byte[] text = text(archive, entry);
                try {
                    Attributes main =
                            new Manifest(new ByteArrayInputStream(text)).getMainAttributes();
                    return new PluginManifest(
                            name -> {
                                String value = main.getValue(name);
                                return value == null ? "" : value;
                            });
                } catch (IOException | IllegalArgumentException broken) {
                    throw new Refusal("its manifest can't be read: " + broken.getMessage());
                }
            }
        }
        throw new Refusal("it is no OSGi bundle: it has no manifest");
    }

    private static byte[] text(Archive archive, Entry entry) throws IOException, Refusal {
        if (entry.size() > LONGEST_TEXT) {
            throw new Refusal("its entry " + entry.name() + " is too long");
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        archive.copy(entry, text);
        return text.toByteArray();
    }

    /** Names of such files may have a {@code *} in the last part. */
    private static boolean isOf(String pattern, String name) {
        return pattern.contains("*")
                ? name.matches(Pattern.quote(pattern).replace("*", "\\E[^/]*\\Q"))
                : pattern.equals(name);
    }

    private void lookInto(Archive archive, Entry entry, Contents contents)
            throws IOException, Refusal {
        Path inner = Files.createTempFile("plugin", ".jar");
        try {
            try (OutputStream out = Files.newOutputStream(inner)) {
                archive.copy(entry, out);
            }
            try (Archive jar = Archive.open(inner)) {
                for (Entry one : jar.entries()) {
                    look(jar, one, contents);
                }
            }
        } catch (Refusal refused) {
            throw new Refusal("in its " + entry.name() + ": " + refused.reason());
        } finally {
            Files.delete(inner);
        }
    }

    /** Unpacks it, which shows whether it is whole; of a class the beginning is looked at. */
    private void look(Archive archive, Entry entry, Contents contents) throws IOException, Refusal {
        if (entry.isFolder()) {
            return;
        }
        Beginning beginning = new Beginning();
        archive.copy(entry, beginning);
        boolean versioned = entry.name().startsWith("META-INF/");
        if (!entry.isClass() || versioned || beginning.octets.getInt(0) != CLASS_FILE) {
            return;
        }
        int needed = Short.toUnsignedInt(beginning.octets.getShort(6)) - BEFORE_JAVA;
        if (needed > java) {
            throw new Refusal(
                    "needs Java %d, this is %d (%s)".formatted(needed, java, entry.name()));
        }
        int slash = entry.name().lastIndexOf('/');
        if (slash > 0) {
            contents.packages.add(entry.name().substring(0, slash).replace('/', '.'));
        }
    }

    /** What was seen on the way. */
    private static final class Contents {
        private final List<HookType> types = new ArrayList<>();
        private final Set<String> packages = new TreeSet<>();
    }

    /** Keeps the first octets. */
    private static final class Beginning extends OutputStream {
        private final ByteBuffer octets = ByteBuffer.allocate(8);

        @Override
        public void write(int octet) {
            if (octets.hasRemaining()) {
                octets.put((byte) octet);
            }
        }

        @Override
        public void write(byte[] more, int from, int length) {
            octets.put(more, from, Math.min(length, octets.remaining()));
        }
    }
}
