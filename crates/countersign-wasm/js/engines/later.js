// A judgement that waits for WebCrypto.

/**
 * A checker for the judgement, which cannot wait: it answers what is known, and has it broken off where the next answer is to come. Made
 * again with that answer, the judgement gets further; for a good assertion that is once, and quicker than waiting inside the wasm.
 */
class Answers {
  #checker;
  #known = [];
  #asked = 0;
  #coming;

  constructor(checker) {
    this.#checker = checker;
  }

  check(entry, alg, input, signature) {
    if (this.#asked < this.#known.length) return this.#known[this.#asked++];
    this.#coming = this.#checker.checkLater(entry, alg, input, signature);
    throw this;
  }

  async next() {
    this.#known.push(await this.#coming);
    this.#asked = 0;
  }
}

/** What `judge` gives in the end. */
export async function later(checker, judge) {
  const answers = new Answers(checker);
  for (;;) {
    try {
      return judge(answers);
    } catch (thrown) {
      if (thrown !== answers) throw thrown;
    }
    await answers.next();
  }
}
