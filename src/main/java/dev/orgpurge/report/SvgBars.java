package dev.orgpurge.report;

import com.openhtmltopdf.css.sheet.FontFaceRule;
import com.openhtmltopdf.css.style.CssContext;
import com.openhtmltopdf.extend.OutputDevice;
import com.openhtmltopdf.extend.SVGDrawer;
import com.openhtmltopdf.layout.SharedContext;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.render.Box;
import com.openhtmltopdf.render.RenderingContext;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.GeneralPath;
import java.awt.geom.Rectangle2D;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.GlyphData;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Draws the charts of our own template: rectangles, and texts as outlines of their letters. No SVG that anybody else wrote comes
 * here, and a library that draws all of SVG is larger than everything else that makes a PDF.
 */
final class SvgBars implements SVGDrawer {

    private final TrueTypeFont font;
    private final CmapLookup letters;

    SvgBars() throws IOException {
        this.font = OwnFont.read();
        this.letters = font.getUnicodeCmapLookup();
    }

    @Override
    public void importFontFaceRules(List<FontFaceRule> fontFaces, SharedContext shared) {
        // the drawing has one font, its own
    }

    @Override
    public void addFontFile(File fontFile, String family, Integer weight, FontStyle style) {
        // the drawing has one font, its own
    }

    @Override
    public SVGImage buildSVGImage(
            Element svg, Box box, CssContext context, double cssWidth, double cssHeight, double dotsPerPixel) {
        String[] view = svg.getAttribute("viewBox").split(" ", -1);
        double width = Double.parseDouble(view[2]);
        double height = Double.parseDouble(view[3]);
        double scale = cssWidth > 0 ? cssWidth / width : dotsPerPixel;
        return new Drawing(svg, width * scale, height * scale, scale, dotsPerPixel);
    }

    @Override
    public void close() throws IOException {
        font.close();
    }

    private final class Drawing implements SVGImage {

        private final Element svg;
        private final double width;
        private final double height;
        private final double scale;
        private final double dots;

        Drawing(Element svg, double width, double height, double scale, double dots) {
            this.svg = svg;
            this.width = width;
            this.height = height;
            this.scale = scale;
            this.dots = dots;
        }

        @Override
        public int getIntrinsicWidth() {
            return (int) Math.ceil(width);
        }

        @Override
        public int getIntrinsicHeight() {
            return (int) Math.ceil(height);
        }

        @Override
        public void drawSVG(OutputDevice device, RenderingContext context, double x, double y) {
            device.drawWithGraphics((float) x, (float) y, (float) (width / dots), (float) (height / dots), this::draw);
        }

        private void draw(Graphics2D graphics) {
            graphics.scale(scale / dots, scale / dots);
            for (Node node = svg.getFirstChild(); node != null; node = node.getNextSibling()) {
                if (node instanceof Element element) {
                    shape(graphics, element);
                }
            }
        }
    }

    private void shape(Graphics2D graphics, Element element) {
        switch (element.getTagName()) {
            case "rect" -> {
                graphics.setColor(Color.decode(element.getAttribute("fill")));
                graphics.fill(new Rectangle2D.Double(
                        number(element, "x"),
                        number(element, "y"),
                        number(element, "width"),
                        number(element, "height")));
            }
            case "text" -> {
                graphics.setColor(Color.decode(element.getAttribute("fill")));
                write(graphics, element);
            }
            default -> {
                // title and description are for those who hear the page
            }
        }
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    private void write(Graphics2D graphics, Element element) {
        try {
            String text = ownText(element);
            double size = number(element, "font-size") / font.getUnitsPerEm();
            double left =
                    number(element, "x") - (element.getAttribute("text-anchor").equals("end") ? size * width(text) : 0);
            GeneralPath outline = new GeneralPath();
            AffineTransform place = new AffineTransform(size, 0, 0, -size, left, number(element, "y"));
            for (int c : text.codePoints().toArray()) {
                int glyph = letters.getGlyphId(c);
                GlyphData shape = font.getGlyph().getGlyph(glyph);
                if (shape != null) {
                    outline.append(place.createTransformedShape(shape.getPath()), false);
                }
                place.translate(font.getAdvanceWidth(glyph), 0);
            }
            graphics.fill(outline);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String ownText(Element element) {
        StringBuilder text = new StringBuilder();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node.getNodeType() == Node.TEXT_NODE) {
                text.append(node.getNodeValue());
            }
        }
        return text.toString().strip();
    }

    private double width(String text) throws IOException {
        double width = 0;
        for (int c : text.codePoints().toArray()) {
            width += font.getAdvanceWidth(letters.getGlyphId(c));
        }
        return width;
    }
}
