// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

/**
 * What {@code type:} of postern.yaml calls a component.
 *
 * @param hook the interface's name
 */
record HookType(String hook, String type) {
    private static final String NO_DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";

    /** Those of a file that describes components. */
    static List<HookType> of(byte[] description, String file) throws Refusal {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature(NO_DOCTYPE, true);
            factory.setNamespaceAware(true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null); // It would print what we report.
            return of(builder.parse(new ByteArrayInputStream(description)).getDocumentElement());
        } catch (SAXException | IOException broken) {
            throw new Refusal("its " + file + " can't be read: " + broken.getMessage());
        } catch (ParserConfigurationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static List<HookType> of(Element root) {
        String type = "";
        for (Element property : elements(root, "property")) {
            if (property.getAttribute("name").equals("postern.type")) {
                String value = property.getAttribute("value");
                type = value.isEmpty() ? property.getTextContent().strip() : value;
            }
        }
        List<HookType> types = new ArrayList<>();
        if (!type.isEmpty()) {
            for (Element provided : elements(root, "provide")) {
                types.add(new HookType(provided.getAttribute("interface"), type));
            }
        }
        return types;
    }

    private static List<Element> elements(Element root, String name) {
        NodeList nodes = root.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }
}
