// Comments, strings and keywords in colour: enough to read a file.

const PYTHON = /(?<comment>#.*)|(?<string>"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*")|\b(?<keyword>class|def|from|import|if|else|return|None|True|False|not|in|is|as|with|for)\b/g;
const TYPESCRIPT = /(?<comment>\/\*[\s\S]*?\*\/|\/\/.*)|(?<string>"(?:\\.|[^"\\\n])*")|\b(?<keyword>export|interface|type|import|from|const|undefined|string|number|boolean|unknown|extends)\b/g;
const OTHER = /(?<comment>^#.*)|(?<string>"(?:\\.|[^"\\\n])*")|\b(?<keyword>true|false|null)\b/gm;
const LONGEST = 200_000; // characters; a longer file is shown plain

/** The nodes of a file. */
export function highlighted(path, text) {
  if (text.length > LONGEST) return [text];
  const pattern = path.endsWith(".py") || path.endsWith(".pyi") ? PYTHON : path.endsWith(".ts") ? TYPESCRIPT : OTHER;
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(pattern)) {
    const [name] = Object.entries(found.groups).find(([, value]) => value !== undefined);
    nodes.push(text.slice(end, found.index), Object.assign(document.createElement("span"), { className: name, textContent: found[0] }));
    end = found.index + found[0].length;
  }
  return [...nodes, text.slice(end)];
}
