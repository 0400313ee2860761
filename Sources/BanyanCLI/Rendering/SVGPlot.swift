/// Plots as SVG text: lines over a linear axis, and stacked bars. Only what the measurements need.
enum SVGPlot {
    struct Line {
        let label: String
        /// Ascending in x.
        let points: [(x: Double, y: Double)]
        let color: String
        let isDashed: Bool
    }

    struct Bar {
        let label: String
        /// From the bottom; as many as there are parts.
        let values: [Double]
    }

    static let colors = ["#1b6ca8", "#c8553d", "#588157", "#7b4b94", "#b08900", "#444444"]
    private static let (width, height) = (760.0, 420.0)
    private static let (left, right, top, bottom) = (64.0, 200.0, 40.0, 52.0)

    static func lines(_ title: String, x: String, y: String, _ lines: [Line], most: Double, height highest: Double) -> String {
        var text = frame(title, x, y)
        text += axis(0, most, isHorizontal: true) + axis(0, highest, isHorizontal: false)
        for (number, line) in lines.enumerated() {
            let points = line.points.map { point in
                "\(place(left + (width - left - right) * min(point.x, most) / most)),\(place(level(point.y, highest)))"
            }
            let dash = line.isDashed ? " stroke-dasharray=\"6 4\"" : ""
            text += "<polyline fill=\"none\" stroke=\"\(line.color)\" stroke-width=\"2\"\(dash) "
            text += "points=\"\(points.joined(separator: " "))\"/>\n"
            let y = top + 14 + Double(number) * 20
            text += "<line x1=\"\(place(width - right + 14))\" x2=\"\(place(width - right + 42))\" "
            text += "y1=\"\(place(y - 4))\" y2=\"\(place(y - 4))\" stroke=\"\(line.color)\" stroke-width=\"2\"\(dash)/>\n"
            text += label(line.label, width - right + 48, y, "start")
        }
        return text + "</svg>\n"
    }

    static func bars(_ title: String, y: String, parts: [String], _ bars: [Bar]) -> String {
        let most = bars.map { $0.values.reduce(0, +) }.max() ?? 1
        let highest = most > 0 ? most * 1.05 : 1
        var text = frame(title, "", y) + axis(0, highest, isHorizontal: false)
        let room = (width - left - right) / Double(max(1, bars.count))
        for (number, bar) in bars.enumerated() {
            let x = left + room * (Double(number) + 0.15)
            var sum = 0.0
            for (part, value) in bar.values.enumerated() where value > 0 {
                let (low, high) = (level(sum, highest), level(sum + value, highest))
                sum += value
                text += "<rect x=\"\(place(x))\" y=\"\(place(high))\" width=\"\(place(room * 0.7))\" height=\"\(place(low - high))\" "
                text += "fill=\"\(colors[part % colors.count])\"/>\n"
            }
            for (row, words) in bar.label.split(separator: "\n").enumerated() {
                text += label(String(words), x + room * 0.35, height - bottom + 18 + Double(row) * 14, "middle")
            }
        }
        for (part, name) in parts.enumerated() {
            let y = top + 14 + Double(part) * 20
            text += "<rect x=\"\(place(width - right + 14))\" y=\"\(place(y - 10))\" width=\"12\" height=\"12\" "
            text += "fill=\"\(colors[part % colors.count])\"/>\n" + label(name, width - right + 32, y, "start")
        }
        return text + "</svg>\n"
    }

    // MARK: Parts

    private static func frame(_ title: String, _ x: String, _ y: String) -> String {
        var text = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(Int(width)) \(Int(height))\" font-family=\"sans-serif\" "
        text += "font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
        text += "<text x=\"\(place(left))\" y=\"22\" font-size=\"15\">\(escaped(title))</text>\n"
        text += label(x, left + (width - left - right) / 2, height - 12, "middle")
        let (middle, edge) = (top + (height - top - bottom) / 2, 16.0)
        text += "<text text-anchor=\"middle\" transform=\"translate(\(place(edge)) \(place(middle))) rotate(-90)\">\(escaped(y))</text>\n"
        return text
    }

    private static func axis(_ from: Double, _ to: Double, isHorizontal: Bool) -> String {
        var text = ""
        let step = step(to - from)
        var value = from
        while value <= to + step / 1000 {
            let share = (value - from) / (to - from)
            let number = value >= 1_000_000 ? "\(short(value / 1_000_000))M" : short(value)
            if isHorizontal {
                let x = left + (width - left - right) * share
                text += rule(x, top, x, height - bottom) + label(number, x, height - bottom + 18, "middle")
            } else {
                let y = level(value, to)
                text += rule(left, y, width - right, y) + label(number, left - 8, y + 4, "end")
            }
            value += step
        }
        return text
    }

    /// About six steps of 1, 2 or 5 times a power of ten.
    private static func step(_ range: Double) -> Double {
        guard range > 0 else { return 1 }
        var power = 1.0
        while power * 10 <= range / 6 { power *= 10 }
        while power > range / 6 { power /= 10 }
        for factor in [1.0, 2, 5, 10] where range / (power * factor) <= 8 { return power * factor }
        return power * 10
    }

    private static func level(_ value: Double, _ highest: Double) -> Double {
        height - bottom - (height - top - bottom) * min(value, highest) / highest
    }

    private static func rule(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> String {
        "<line x1=\"\(place(x1))\" y1=\"\(place(y1))\" x2=\"\(place(x2))\" y2=\"\(place(y2))\" stroke=\"#dddddd\"/>\n"
    }

    private static func label(_ text: String, _ x: Double, _ y: Double, _ anchor: String) -> String {
        "<text x=\"\(place(x))\" y=\"\(place(y))\" text-anchor=\"\(anchor)\">\(escaped(text))</text>\n"
    }

    /// One digit behind the point.
    private static func place(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }

    private static func short(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))" : ScaleResult.rounded(value)
    }

    private static func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "<": "&lt;"
            case ">": "&gt;"
            case "&": "&amp;"
            case "\"": "&quot;"
            default: String(character)
            }
        }.joined()
    }
}
