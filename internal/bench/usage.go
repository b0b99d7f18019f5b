package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of the processor times in /proc (USER_HZ, proc(5)), 100 on
// every architecture that Go runs on.
const tick = 10 * time.Millisecond

// cpu is the processor time a process has taken so far; zero where there is no
// /proc.
func (c *child) cpu() time.Duration { return cpuOf(strconv.Itoa(c.cmd.Process.Pid)) }

func cpuOf(pid string) time.Duration {
	stat, err := os.ReadFile("/proc/" + pid + "/stat")
	if err != nil {
		return 0
	}
	// The second field is the name in parentheses and may hold anything.
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	return (ticks(fields[11]) + ticks(fields[12])) // utime, stime
}

func ticks(s string) time.Duration {
	n, _ := strconv.ParseInt(s, 10, 64)
	return time.Duration(n) * tick
}

// memory is a line of a process's status in bytes, such as VmRSS or RssAnon.
func (c *child) memory(line string) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for l := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(l, line+":"); ok {
			n, _ := strconv.ParseFloat(strings.Fields(value)[0], 64)
			return n * 1024
		}
	}
	return 0
}

// machine is how the processors have spent their time, and how much of it was
// this program's and its ended children's.
type machine struct {
	busy, idle, own time.Duration
}

func readMachine() machine {
	stat, err := os.ReadFile("/proc/stat")
	if err != nil {
		return machine{}
	}
	line, _, _ := strings.Cut(string(stat), "\n")
	var m machine
	for i, f := range strings.Fields(line)[1:] {
		switch i {
		case 3, 4: // idle, iowait
			m.idle += ticks(f)
		case 0, 1, 2, 5, 6, 7: // user, nice, system, irq, softirq, steal
			m.busy += ticks(f)
		}
	}
	m.own = cpuOf("self") + childrenOf("self")
	return m
}

// childrenOf is the processor time of children that have ended.
func childrenOf(pid string) time.Duration {
	stat, err := os.ReadFile("/proc/" + pid + "/stat")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 15 {
		return 0
	}
	return ticks(fields[13]) + ticks(fields[14]) // cutime, cstime
}

// others is the share of the machine that other programs took since before.
func (m machine) others(before machine) float64 {
	all := m.busy - before.busy + m.idle - before.idle
	if all <= 0 {
		return 0
	}
	return max(0, float64(m.busy-before.busy-(m.own-before.own))/float64(all))
}
