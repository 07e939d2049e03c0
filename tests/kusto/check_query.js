// Checks queries with Microsoft's own language service for Kusto (npm @kusto/language-service-next).
// Standard input: {"tables": {name: schema}, "queries": [text]}; standard output: the faults of each query.
"use strict";
const fs = require("fs");
const vm = require("vm");

const folder = process.argv[2];
globalThis.window = globalThis;
for (const file of ["bridge.min.js", "Kusto.Language.Bridge.min.js"]) {
  vm.runInThisContext(fs.readFileSync(`${folder}/${file}`, "utf8"), file);
}
const { GlobalState, KustoCode, Symbols } = globalThis.Kusto.Language;
const given = JSON.parse(fs.readFileSync(0, "utf8"));
const tables = Object.entries(given.tables).map(([name, schema]) => new Symbols.TableSymbol.$ctor7(name, schema, ""));
const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor("workspace", tables));
const faults = given.queries.map((query) => {
  const found = KustoCode.ParseAndAnalyze(query, globals).GetDiagnostics();
  return Array.from({ length: found.Count }, (_, index) => {
    const one = found.getItem(index);
    return `${one.Severity}: ${one.Message}`;
  });
});
process.stdout.write(JSON.stringify(faults));
