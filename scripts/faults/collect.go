package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/rustygpt/rustygpt/internal/chat"
)

const (
	module      = "github.com/rustygpt/rustygpt"
	chatPackage = module + "/internal/chat"
)

// collect finds the sentences of a package and of all of ours that it is made of.
// The system is always the same one, so that the list is.
func collect(root, entry string, found templates) error {
	config := packages.Config{Dir: root, Env: append(os.Environ(), "GOOS=linux")} //nolint:forbidigo // what the go command goes by
	names, err := parts(config, entry)
	if err != nil {
		return err
	}
	config.Mode = packages.NeedName | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedImports
	loaded, err := packages.Load(&config, names...)
	if err != nil {
		return err
	}
	var faults []error
	for _, p := range loaded {
		for _, e := range p.Errors {
			faults = append(faults, e)
		}
		faults = append(faults, inspect(p, found)...)
	}
	return errors.Join(faults...)
}

// parts are our packages that one is made of.
func parts(config packages.Config, entry string) (names []string, err error) {
	config.Mode = packages.NeedName | packages.NeedImports | packages.NeedDeps
	loaded, err := packages.Load(&config, entry)
	if err != nil {
		return nil, err
	}
	packages.Visit(loaded, nil, func(p *packages.Package) {
		if strings.HasPrefix(p.PkgPath, module+"/") {
			names = append(names, p.PkgPath)
		}
	})
	return names, nil
}

// inspect looks at every expression of a package.
func inspect(p *packages.Package, found templates) (faults []error) {
	c := collector{p, found, map[ast.Expr]bool{}}
	for _, file := range p.Syntax {
		ast.Inspect(file, func(n ast.Node) bool {
			again, err := c.visit(n)
			if err != nil {
				faults = append(faults, fmt.Errorf("%s: %w", p.Fset.Position(n.Pos()), err))
			}
			return again
		})
	}
	return faults
}

type collector struct {
	*packages.Package
	found templates
	done  map[ast.Expr]bool // formats that were noted together with their values
}

// The ways to say something that no list can hold.
var (
	errMade   = errors.New("a sentence is made at run time: write it as a constant, with chat.Fill for what changes")
	errJoined = errors.New("a sentence is joined from pieces: write it as one, with chat.Fill for what changes")
	errWords  = errors.New("chat.Verbatim is for the words of others: use chat.Fill")
)

// visit reports whether to look at what a node is made of.
func (c collector) visit(n ast.Node) (again bool, err error) {
	if e, ok := n.(ast.Expr); ok {
		if c.done[e] {
			return false, nil
		}
		if text, ok := c.constant(e); ok {
			return false, c.found.add(text, nil)
		}
	}
	switch n := n.(type) {
	case *ast.CallExpr:
		return c.visitCall(n)
	case *ast.BinaryExpr:
		if n.Op == token.ADD && c.makes(n) {
			err = errJoined
		}
	case *ast.AssignStmt:
		if n.Tok == token.ADD_ASSIGN && c.makes(n.Lhs[0]) {
			err = errJoined
		}
	}
	return true, err
}

// constant is the value of an expression that is a sentence.
func (c collector) constant(e ast.Expr) (text string, ok bool) {
	v := c.TypesInfo.Types[e]
	if v.Value == nil || !isSentence(v.Type) {
		return "", false
	}
	return constant.StringVal(v.Value), true
}

// makes reports whether an expression is a sentence, where only package chat may
// make them.
func (c collector) makes(e ast.Expr) bool {
	return c.PkgPath != chatPackage && isSentence(c.TypesInfo.TypeOf(e))
}

// visitCall looks at what becomes of a sentence and at the values that go into it.
func (c collector) visitCall(call *ast.CallExpr) (again bool, err error) {
	switch {
	case c.withheld(call):
		return false, nil
	case c.TypesInfo.Types[call.Fun].IsType() && c.makes(call):
		return false, errMade
	case c.calls(call, "Verbatim") && hasText(call.Args):
		return false, errWords
	}
	return true, c.fill(call)
}

// withheld reports whether nobody reads the sentence in a call, because of the
// kind of failure that it makes.
func (c collector) withheld(call *ast.CallExpr) bool {
	return slices.ContainsFunc(call.Args, func(arg ast.Expr) bool {
		v := c.TypesInfo.Types[arg]
		if v.Value == nil || !isOf(v.Type, "Kind") {
			return false
		}
		kind, _ := constant.Uint64Val(v.Value)
		return chat.Kind(kind) == chat.Internal || chat.Kind(kind) == chat.Canceled
	})
}

// calls reports whether a function of package chat is called.
func (c collector) calls(call *ast.CallExpr, name string) bool {
	var id *ast.Ident
	switch f := call.Fun.(type) {
	case *ast.Ident:
		id = f
	case *ast.SelectorExpr:
		id = f.Sel
	default:
		return false
	}
	f, ok := c.TypesInfo.Uses[id].(*types.Func)
	return ok && f.Pkg() != nil && f.Pkg().Path() == chatPackage && f.Name() == name
}

// fill notes a sentence together with the values that go into it.
func (c collector) fill(call *ast.CallExpr) error {
	signature, ok := c.TypesInfo.TypeOf(call.Fun).(*types.Signature)
	if !ok || !signature.Variadic() || signature.Params().Len() < 2 || call.Ellipsis.IsValid() {
		return nil
	}
	at := signature.Params().Len() - 2
	format := call.Args[at]
	text, ok := c.constant(format)
	if !ok {
		return nil
	}
	c.done[format] = true
	args := []types.Type{}
	for _, arg := range call.Args[at+1:] {
		args = append(args, c.TypesInfo.TypeOf(arg))
	}
	return c.found.add(text, args)
}

// hasText reports whether there is a text in what is passed.
func hasText(args []ast.Expr) (has bool) {
	for _, arg := range args {
		ast.Inspect(arg, func(n ast.Node) bool {
			literal, ok := n.(*ast.BasicLit)
			has = has || ok && literal.Kind == token.STRING
			return !has
		})
	}
	return has
}

func isSentence(t types.Type) bool { return isOf(t, "Sentence") }

// isOf reports whether a type is one of package chat.
func isOf(t types.Type, name string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Name() == name && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == chatPackage
}
