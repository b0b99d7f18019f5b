/** What languages are called, and what their files end in, by the words that code is marked with. */

const names: Record<string, string> = {
  bash: "Bash",
  c: "C",
  "c++": "C++",
  cpp: "C++",
  cs: "C#",
  csharp: "C#",
  css: "CSS",
  diff: "Diff",
  dockerfile: "Dockerfile",
  go: "Go",
  html: "HTML",
  java: "Java",
  javascript: "JavaScript",
  js: "JavaScript",
  json: "JSON",
  jsx: "JSX",
  kotlin: "Kotlin",
  latex: "LaTeX",
  markdown: "Markdown",
  md: "Markdown",
  php: "PHP",
  powershell: "PowerShell",
  py: "Python",
  python: "Python",
  rb: "Ruby",
  rs: "Rust",
  ruby: "Ruby",
  rust: "Rust",
  sh: "Shell",
  shell: "Shell",
  sql: "SQL",
  swift: "Swift",
  toml: "TOML",
  ts: "TypeScript",
  tsx: "TSX",
  typescript: "TypeScript",
  xml: "XML",
  yaml: "YAML",
  yml: "YAML",
};

/** As people write it; a word that is not known stays as it is. */
export function languageName(language: string): string {
  return names[language] ?? language;
}

const extensions: Record<string, string> = {
  bash: "sh",
  shell: "sh",
  sh: "sh",
  javascript: "js",
  typescript: "ts",
  python: "py",
  ruby: "rb",
  rust: "rs",
  markdown: "md",
  csharp: "cs",
  dockerfile: "Dockerfile",
  yaml: "yml",
  plaintext: "txt",
  text: "txt",
  "c++": "cpp",
};

/** Under which name code is saved. */
export function fileName(language: string): string {
  const extension = extensions[language] ?? (/^[a-z0-9]{1,10}$/.test(language) ? language : "txt");
  return extension === "Dockerfile" ? extension : `code.${extension}`;
}
