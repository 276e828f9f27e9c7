import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Java's own client, for tests: appends each line of its standard input, compressed. Arguments: brokers, topic, codec. */
class ForeignProducer {
  public static void main(String[] args) throws Exception {
    Map<String, Object> settings = Map.of(
        "bootstrap.servers", args[0], "compression.type", args[2], "linger.ms", 200, "batch.size", 500_000);
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        var record = new ProducerRecord<>(args[1], 0, "k", line);
        record.headers().add("no-value", null);
        producer.send(record);
      }
    }
  }
}
