import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const typed = {
  extends: [tseslint.configs.strictTypeChecked],
  languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
};

export default tseslint.config(
  // Alone in its object, or it would hold for that object only.
  {
    ignores: ["node_modules", ".next", "data", "test-results", "coverage", "next-env.d.ts", "db/migrations"],
  },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.{ts,tsx}", "bin/**/*.mjs"],
    ...typed,
    rules: {
      // A number in a template is what everybody means by it.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // React's event handlers take async functions; errors in them are handled inside.
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "max-lines": ["error", { max: 300 }],
      "no-console": "error",
      eqeqeq: "error",
    },
  },
  { files: ["**/*.tsx"], extends: [reactHooks.configs.flat.recommended] },
  {
    files: ["**/*.test.{ts,tsx}", "e2e/**/*.ts", "bench/**/*.ts"],
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unnecessary-condition": "off",
    },
  },
  {
    // What people run in a terminal speaks to them there.
    files: ["bench/**/*.ts", "bin/**/*.mjs"],
    rules: { "no-console": "off" },
  },
  {
    // Plain JavaScript whose types are comments: an assertion is a comment in parentheses there.
    files: ["bin/**/*.mjs"],
    rules: {
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
);
