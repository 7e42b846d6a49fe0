// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.plugins.sample.Greeter;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What comes from strangers, and what of it is a plugin. */
class InspectionTest {
    @TempDir static Path folder;
    private static Offer offer;

    @BeforeAll
    static void makeAnApi() throws IOException {
        Path api = Files.createDirectory(folder.resolve("bundles"));
        TestJar.named("api", "1.0.0")
                .header(
                        "Export-Package",
                        "io.postern.api.mail;version=\"1.4.0\","
                                + "io.postern.api.routing;version=\"1.3.0\";uses:=\"a,b\"")
                .write(api.resolve("api.jar"));
        TestJar.named("empty", "1.0.0").write(api.resolve("empty.jar"));
        offer = Offer.of(List.of(api));
    }

    @Test
    void aGoodOneSaysWhatItIs() throws Exception {
        PluginFacts facts =
                inspect(
                        TestJar.router("router-x", "1.2.3", Greeter.class)
                                .header("Postern-Network", "smtp, https://api.example.com")
                                .header("Postern-Lookups", "none"));
        assertThat(facts.label()).isEqualTo("router-x/1.2.3");
        assertThat(facts.types())
                .containsExactly(new HookType("io.postern.api.routing.Router", "router-x"));
        assertThat(facts.uses().hooks()).containsExactly("io.postern.api.routing.Router");
        assertThat(facts.uses().lookups()).isEmpty();
        assertThat(facts.uses().network())
                .containsExactlyInAnyOrder("smtp", "https://api.example.com");
        assertThat(facts.packages()).containsExactly("io.postern.plugins.sample");
    }

    @Test
    void whatIsNoBundleIsNone() throws Exception {
        refused("this is no jar".getBytes(StandardCharsets.UTF_8), "no jar");
        refused(new byte[0], "no jar");
        refused(new TestJar().header("Manifest-Version", "1.0"), "no Bundle-SymbolicName");
        refused(TestJar.named("../evil", "1"), "is no name");
        refused(TestJar.named("x", "one"), "Bundle-Version is none");
        refused(TestJar.named("x", "1").header("Fragment-Host", "api"), "fragment");
        refused(TestJar.named("x", "1").header("Import-Package", "a;b;c=\""), "Import-Package");
    }

    @Test
    void namesThatLeadElsewhereAreRefused() throws Exception {
        for (String name :
                List.of("../x", "a/../../x", "/etc/x", "a//x", "./x", "C:/x", "a\\..\\x", "a\nb")) {
            refused(TestJar.named("x", "1").entry(name, "x"), "entry");
        }
    }

    @Test
    void twinsAreRefused() throws Exception {
        refused(TestJar.named("x", "1").entry("a/B.txt", "").entry("a/b.TXT", ""), "one on some");
        refused(TestJar.named("x", "1").entry("a", "").entry("a/", ""), "one on some");
        byte[] twice = TestJar.named("x", "1").entry("aa", "1").entry("ab", "2").octets();
        refused(replace(twice, "ab", "aa"), "two entries");
    }

    @Test
    void linksAreRefused() throws Exception {
        byte[] octets = TestJar.named("x", "1").entry("link", "/etc/passwd").octets();
        int entry = lastIndexOf(octets, "link") - 46;
        octets[entry + 5] = 3; // made on Unix
        ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN).putInt(entry + 38, 0xA1FF << 16);
        refused(octets, "link is a link");
    }

    @Test
    void bombsAreRefused() throws Exception {
        refused(TestJar.named("x", "1").entry("zeros", new byte[4 << 20]), "times its size");
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(many)) {
            for (int i = 0; i <= 20_000; i++) {
                zip.putNextEntry(new ZipEntry("e" + i));
            }
        }
        refused(many.toByteArray(), "more than 20000 entries");
    }

    @Test
    void anEntryThatIsLongerThanItSaysIsNotUnpacked() throws Exception {
        byte[] octets = TestJar.named("x", "1").entry("zeros", new byte[900_000]).octets();
        int entry = lastIndexOf(octets, "zeros") - 46;
        ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN).putInt(entry + 24, 10);
        refused(octets, "zeros is longer than it says");
    }

    @Test
    void entriesOverEachOtherAreRefused() throws Exception {
        byte[] octets = TestJar.named("x", "1").entry("one", "1").entry("two", "2").octets();
        int one = lastIndexOf(octets, "one") - 46;
        int two = lastIndexOf(octets, "two") - 46;
        ByteBuffer buffer = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(two + 42, buffer.getInt(one + 42));
        refused(octets, "lies over another");
    }

    @Test
    void brokenJarsAreRefusedWhateverIsBroken() throws Exception {
        byte[] good = TestJar.router("router-x", "1", Greeter.class).octets();
        for (int length = 0; length < good.length; length += 37) {
            refused(java.util.Arrays.copyOf(good, length), "");
        }
        int refused = 0;
        for (int at = 0; at < good.length; at += 5) {
            byte[] bad = good.clone();
            bad[at] ^= 0x55;
            try {
                inspect(bad);
            } catch (Refusal expected) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(good.length / 5 / 2);
    }

    @Test
    void whatItMissesIsSaidInWords() throws Exception {
        refused(
                imports("io.postern.api.routing;version=\"[2.0,3)\""),
                "needs io.postern.api.routing 2.0, this is 1.3");
        refused(
                imports("io.postern.api.routing;version=\"[0.9,1)\""),
                "needs io.postern.api.routing 0.9 below 1.0, this is 1.3");
        refused(imports("org.foo.bar"), "needs org.foo.bar, which nobody offers");
        inspect(imports("org.foo.bar;resolution:=optional,java.util,javax.net.ssl"));
        refused(
                TestJar.named("x", "1").header("Require-Bundle", "other"),
                "needs the bundle other itself");
    }

    @Test
    void anotherJavaIsSaidInWords() throws Exception {
        String need = "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=26))\"";
        refused(TestJar.named("x", "1").header("Require-Capability", need), "needs Java 26, ");
        inspect(TestJar.named("x", "1").header("Require-Capability", need.replace("26", "25")));
        byte[] tooNew = {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, 0, 0, 70};
        refused(TestJar.named("x", "1").entry("a/B.class", tooNew), "needs Java 26, this is 25");
        byte[] nested = new TestJar().entry("a/B.class", tooNew).octets();
        refused(
                TestJar.named("x", "1")
                        .header("Bundle-ClassPath", ".,lib.jar")
                        .entry("lib.jar", nested),
                "in its lib.jar: needs Java 26");
    }

    @Test
    void aSecondManifestIsRefused() throws Exception {
        refused(
                TestJar.named("x", "1").entry("META-INF/versions/9/OSGI-INF/MANIFEST.MF", ""),
                "another manifest");
    }

    @Test
    void componentDescriptionsCannotReachOut() throws Exception {
        refused(
                TestJar.named("x", "1")
                        .header("Service-Component", "OSGI-INF/*.xml")
                        .entry(
                                "OSGI-INF/c.xml",
                                "<!DOCTYPE c [<!ENTITY e SYSTEM \"file:/etc/passwd\">]><c>&e;</c>"),
                "OSGI-INF/c.xml can't be read");
    }

    @Test
    void whatIsStatedBeyondWhatWasAcceptedIsFound() {
        Uses accepted = new Uses(Set.of("a.Router"), Set.of(), Set.of("smtp"));
        assertThat(new Uses(Set.of("a.Router"), Set.of(), Set.of()).beyond(accepted)).isEmpty();
        assertThat(
                        new Uses(Set.of("a.Router", "a.Lookup"), Set.of("users"), Set.of("https:x"))
                                .beyond(accepted))
                .containsExactly("the hook Lookup", "the lookup users", "the network: https:x");
        Uses silent = new Uses(Set.of(), Set.of(Uses.UNSTATED), Set.of(Uses.UNSTATED));
        assertThat(silent.beyond(accepted)).hasSize(2);
        assertThat(new Uses(Set.of(), Set.of("users"), Set.of("smtp")).beyond(silent)).isEmpty();
    }

    private static TestJar imports(String imports) {
        return TestJar.named("x", "1").header("Import-Package", imports);
    }

    private static PluginFacts inspect(TestJar jar) throws Exception {
        return inspect(jar.octets());
    }

    private static PluginFacts inspect(byte[] octets) throws Exception {
        Path file = Files.write(folder.resolve("jar"), octets);
        return new Inspection(new Signatures(folder.resolve("no-keys")), 25).of(file, "", offer);
    }

    private static void refused(TestJar jar, String why) throws IOException {
        refused(jar.octets(), why);
    }

    private static void refused(byte[] octets, String why) {
        assertThatThrownBy(() -> inspect(octets))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(why)
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("\n"));
    }

    private static byte[] replace(byte[] octets, String from, String to) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int lastIndexOf(byte[] octets, String name) {
        return new String(octets, StandardCharsets.ISO_8859_1).lastIndexOf(name);
    }
}
