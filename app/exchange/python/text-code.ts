/** Texts → tokens, by the file that lies beside the program. */
export const TEXTS = `def tokenizer(place=0):
    """What cuts the texts, and its part of the sheet; of a translation, 1 is the target's."""
    from tokenizers import Tokenizer

    told = sheet()["tokenizers"][place]
    return Tokenizer.from_file(__file__ + told["suffix"]), told


def tokens_of(texts, place=0):
    """int32 [texts, tokens]; says so where Hearth may cut a text otherwise."""
    cut, told = tokenizer(place)
    for text in texts:
        if re.search(told["unlike"], text):
            warnings.warn(f"Hearth may cut this otherwise: {text[:60]!r}")
    rows = [each.ids for each in cut.encode_batch(list(texts))]
    return np.array(rows, dtype="int32").reshape(len(rows), told["length"])`;

/** Language models. */
export const BEGINNING = `def continue_text(model, text, tokens=200):
    """Goes on with a text, token by token, always by the likeliest one."""
    cut, told = tokenizer()
    length, end = told["length"], cut.token_to_id("<end>")
    encoding = cut.encode(text)
    read, said = encoding.ids[: sum(encoding.attention_mask)], []
    while read and len(said) < tokens:
        row = read[-length:]
        window = np.array([row + [0] * (length - len(row))], dtype="int32")
        shares = np.asarray(model.predict(split(window), verbose=0)).reshape(length, -1)[len(row) - 1]
        token = end + int(np.argmax(shares[end:]))
        if token == end:
            break
        read.append(token)
        said.append(token)
    return cut.decode(said, skip_special_tokens=False)`;

/** Translations. */
export const TRANSLATIONS = `def features(sources, translations=None):
    """Sources, and translations as far as they are written, as the model takes them: int32 [sources, tokens]."""
    begun = [""] * len(sources) if translations is None else translations
    return np.concatenate([tokens_of(sources), tokens_of(begun, 1)], axis=1)


def translate(model, sources):
    """Translates texts, the likeliest token at each place."""
    cut, told = tokenizer(1)
    rows, length, end = features(sources), told["length"], cut.token_to_id("<end>")
    first = rows.shape[1] - length
    ended = np.zeros(len(rows), dtype=bool)
    said = [[] for _ in rows]
    for place in range(length):
        answers = np.asarray(model.predict(split(rows), verbose=0)).reshape(len(rows), length, -1)
        tokens = end + np.argmax(answers[:, place, end:], axis=1)
        ended |= tokens == end
        for row in np.flatnonzero(~ended):
            said[row].append(int(tokens[row]))
            if place + 1 < length:
                rows[row, first + place + 1] = tokens[row]
        if ended.all():
            break
    return [cut.decode(row, skip_special_tokens=False) for row in said]`;
