package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
)

// figure is one line of the table.
type figure struct {
	what     string
	unit     string
	measured float64
	floor    float64 // 0 = none
	must     float64
	aim      float64
	absolute bool // must and aim are in the unit, not ratios to the floor
	higher   bool // more is better; must and aim are then the least; 0 = none
}

// value is what must and aim speak about.
func (f figure) value() float64 {
	if f.floor == 0 || f.absolute {
		return f.measured
	}
	return f.measured / f.floor
}

func (f figure) verdict() string {
	reaches := func(limit float64) bool {
		if f.higher {
			return f.value() >= limit
		}
		return f.value() <= limit
	}
	switch {
	case f.higher && f.must == 0 && f.aim == 0:
		return "-"
	case reaches(f.aim):
		return "aim"
	case f.must == 0 && f.higher:
		return "-"
	case reaches(f.must):
		return "must"
	default:
		return "SHORT"
	}
}

func printTable(w io.Writer, figures []figure) {
	rows := [][]string{{"what", "measured", "floor", "ratio", "must", "aim", "verdict"}}
	for _, f := range figures {
		floor, ratio := "-", "-"
		if f.floor != 0 {
			floor, ratio = number(f.floor), fmt.Sprintf("%.2f", f.measured/f.floor)
		}
		rows = append(rows, []string{
			f.what + ", " + f.unit, number(f.measured), floor, ratio, limit(f, f.must), limit(f, f.aim), f.verdict(),
		})
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], len(cell))
		}
	}
	for _, row := range rows {
		fmt.Fprintf(w, "%-*s", widths[0], row[0])
		for i, cell := range row[1:] {
			fmt.Fprintf(w, "  %*s", widths[i+1], cell)
		}
		fmt.Fprintln(w)
	}
}

func limit(f figure, n float64) string {
	switch {
	case n == 0 && f.higher:
		return "-"
	case f.higher:
		return ">= " + number(n)
	default:
		return "<= " + number(n)
	}
}

// number prints three digits or so.
func number(n float64) string {
	switch {
	case n >= 10_000:
		return fmt.Sprintf("%.1f k", n/1000)
	case n >= 100:
		return fmt.Sprintf("%.0f", n)
	case n == float64(int(n)):
		return fmt.Sprintf("%d", int(n))
	default:
		return fmt.Sprintf("%.2f", n)
	}
}

func median[N cmp.Ordered](values []N) N { return quantile(values, 0.5) }

// quantile sorts its argument. The quantile of nothing is zero.
func quantile[N cmp.Ordered](values []N, q float64) (n N) {
	if len(values) == 0 {
		return n
	}
	slices.Sort(values)
	return values[min(int(q*float64(len(values))), len(values)-1)]
}
